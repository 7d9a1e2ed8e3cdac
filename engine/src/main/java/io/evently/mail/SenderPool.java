package io.evently.mail;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Connections to a provider that are open and not in use. The one used last is used next, so that few stay open when there is
 * little to send. Thread-safe.
 */
final class SenderPool implements AutoCloseable {

    private record Idle(MailProvider.Sender sender, long since) {}

    private final MailProvider provider;
    private final Duration keptIdle;
    private final LongSupplier nanos;
    private final Deque<Idle> idle = new ArrayDeque<>();
    private boolean closed;

    /** @param keptIdle how long a connection stays open without use */
    SenderPool(MailProvider provider, Duration keptIdle, LongSupplier nanos) {
        this.provider = provider;
        this.keptIdle = keptIdle;
        this.nanos = nanos;
    }

    MailProvider.Sender take() {
        synchronized (this) {
            if (!idle.isEmpty()) {
                return idle.removeFirst().sender();
            }
        }
        return provider.open();
    }

    void giveBack(MailProvider.Sender sender) {
        synchronized (this) {
            if (!closed) {
                idle.addFirst(new Idle(sender, nanos.getAsLong()));
                return;
            }
        }
        sender.close();
    }

    /** Closes those that nobody has used for long. Blocks for as long as that takes. */
    void closeIdle() {
        List<MailProvider.Sender> old = new ArrayList<>();
        synchronized (this) {
            while (!idle.isEmpty() && nanos.getAsLong() - idle.getLast().since() >= keptIdle.toNanos()) {
                old.add(idle.removeLast().sender());
            }
        }
        old.forEach(MailProvider.Sender::close);
    }

    @Override
    public void close() {
        List<Idle> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(idle);
            idle.clear();
        }
        all.forEach(each -> each.sender().close());
        provider.close();
    }
}
