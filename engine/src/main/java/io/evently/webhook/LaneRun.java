package io.evently.webhook;

import io.evently.event.Micros;
import io.evently.tables.message.WebhookDeliveriesTable.Attempt;
import io.evently.tables.message.WebhookDeliveriesTable.Due;
import io.evently.tables.message.WebhookDeliveryRow;
import io.evently.tables.message.WebhookLanesTable.Lane;
import io.evently.webhook.WebhookClient.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Some messages of a lane, sent one after the other over one connection: the next when the one before was answered. One that
 * fails waits for its next attempt, and the others go on.
 */
final class LaneRun {

    private static final Logger log = LoggerFactory.getLogger(LaneRun.class);

    /** After this no further message is begun. */
    private static final Duration LONGEST = Duration.ofSeconds(10);

    /** Longer than a run: the last message may take all the time it has. */
    static final Duration LEASE = LONGEST.plus(WebhookClient.PATIENCE).plusSeconds(15);

    private final Lane lane;
    private final UUID lease;
    private final Subscription to;
    private final List<Due> messages;
    private final RetryTimes times;
    private final BooleanSupplier ended;
    private final Consumer<LaneRun> done;
    private final long began = System.nanoTime();
    private final List<Attempt> attempts = new ArrayList<>();
    private final AtomicBoolean finished = new AtomicBoolean();
    private WebhookClient.Line line;
    private WebhookFailure last;
    private boolean gone;

    /**
     * @param ended whether no further message should begin
     * @param done told once, when nothing is under way any more
     */
    LaneRun(
            Lane lane,
            UUID lease,
            Subscription to,
            List<Due> messages,
            RetryTimes times,
            BooleanSupplier ended,
            Consumer<LaneRun> done) {
        this.lane = lane;
        this.lease = lease;
        this.to = to;
        this.messages = List.copyOf(messages);
        this.times = times;
        this.ended = ended;
        this.done = done;
    }

    void begin(WebhookClient client) {
        line = client.open(to.url());
        next(0);
    }

    /** On the thread of the answer before; one message is under way at a time, so nothing here is shared. */
    private void next(int at) {
        boolean late = System.nanoTime() - began > LONGEST.toNanos();
        if (at == messages.size() || gone || late || ended.getAsBoolean()) {
            finish();
            return;
        }
        Due message = messages.get(at);
        Instant now = Instant.now();
        String id = WebhookDeliveryRow.messageId(message.eventId(), message.factNo(), message.part());
        long seconds = now.getEpochSecond();
        String signature = WebhookSignature.of(to.secrets(), id, seconds, message.body());
        CompletableFuture<Void> unused = line.post(
                        new WebhookClient.Post(id, seconds, signature, message.body()), WebhookClient.PATIENCE)
                .exceptionally(defect -> Answer.none(WebhookFailure.CONNECTION_CLOSED))
                .thenAccept(answer -> {
                    take(message, answer, now);
                    next(at + 1);
                })
                .exceptionally(defect -> {
                    log.error("A webhook's lane ends early", defect);
                    finish();
                    return null;
                });
    }

    private void finish() {
        if (finished.compareAndSet(false, true)) {
            line.close();
            done.accept(this);
        }
    }

    private void take(Due message, Answer answer, Instant at) {
        last = answer.failure();
        gone = last == WebhookFailure.GONE;
        String status = WebhookDeliveryRow.DELIVERED;
        long wait = 0;
        if (last != null) {
            Optional<Duration> next =
                    gone ? Optional.empty() : times.after(message.attempts() + 1, answer.retryAfter());
            status = next.isPresent() ? WebhookDeliveryRow.PENDING : WebhookDeliveryRow.FAILED;
            wait = next.map(Duration::toMillis).orElse(0L);
        }
        attempts.add(new Attempt(
                message.webhookId(),
                message.id(),
                message.attempts(),
                status,
                wait,
                Micros.of(at),
                answer.status(),
                last == null ? null : last.name()));
    }

    Lane lane() {
        return lane;
    }

    UUID lease() {
        return lease;
    }

    List<Attempt> attempts() {
        return attempts;
    }

    /** Why the last message did not arrive; empty: it did, or there was none. */
    Optional<WebhookFailure> lastFailure() {
        return Optional.ofNullable(last);
    }

    /** Whether the receiver wants to hear no more. */
    boolean isGone() {
        return gone;
    }
}
