package io.evently.loadtest.customers;

import io.evently.loadtest.client.Caller;
import io.evently.loadtest.client.Outcome;
import io.evently.loadtest.client.Step;
import io.evently.loadtest.history.History;
import io.evently.loadtest.history.Operation;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A well-behaved customer's program: does one task after another, and records what it asked and heard. When told to come
 * back later it waits as long as it is asked to and sends the same again, with the same key.
 */
public final class Customer implements Caller {

    /** What a customer does when a request got no answer. */
    public enum AfterLoss {
        /** Repeats it with the same key: the server is believed to be up. */
        REPEAT,
        /** Goes home: the server is believed to be dead. */
        STOP
    }

    /** A server that does not answer this often in a row is no longer worth asking. */
    private static final int MOST_LOSSES = 20;
    /** Until there may be another task: short beside the second in which a promotion becomes visible. */
    private static final Duration NOTHING_TO_DO = Duration.ofMillis(50);

    private final History history;
    private final String host;
    private final Supplier<Task> tasks;
    private final BooleanSupplier over;
    private final AfterLoss afterLoss;
    private final Duration breath;
    private Task task;
    private History.Sent sent;
    private Duration pause = Duration.ZERO;
    private int losses;
    private boolean stopped;

    /** A customer who goes home when there is no next task. */
    public Customer(History history, String host, Supplier<Task> tasks, AfterLoss afterLoss) {
        this(history, host, tasks, () -> true, afterLoss, Duration.ZERO);
    }

    /**
     * A customer of that server.
     *
     * @param tasks the next one, null if there is none at the moment; asked by the client's thread
     * @param over whether there will be no more
     * @param breath taken after each answer
     */
    public Customer(
            History history,
            String host,
            Supplier<Task> tasks,
            BooleanSupplier over,
            AfterLoss afterLoss,
            Duration breath) {
        this.history = history;
        this.host = host;
        this.tasks = tasks;
        this.over = over;
        this.afterLoss = afterLoss;
        this.breath = breath;
    }

    @Override
    public Step next() {
        if (!pause.isZero()) {
            var step = new Step.Pause(pause);
            pause = Duration.ZERO;
            return step;
        }
        if (task == null && !stopped) {
            task = tasks.get();
            losses = 0;
        }
        if (stopped || (task == null && over.getAsBoolean())) {
            return new Step.Done();
        }
        if (task == null) {
            return new Step.Pause(NOTHING_TO_DO);
        }
        byte[] request = task.request().bytes(host);
        sent = history.sent();
        return new Step.Send(request);
    }

    @Override
    public void heard(Outcome outcome) {
        Operation heard = history.heard(task.request(), 0, sent, outcome);
        boolean lost = outcome instanceof Outcome.Lost;
        if (outcome instanceof Outcome.Answer answer && answer.retryAfter() != null) {
            pause = answer.retryAfter();
            return;
        }
        if (lost && afterLoss == AfterLoss.REPEAT && ++losses <= MOST_LOSSES) {
            return;
        }
        stopped = lost && afterLoss == AfterLoss.STOP;
        pause = breath;
        task = task.next().apply(heard);
        losses = 0;
    }
}
