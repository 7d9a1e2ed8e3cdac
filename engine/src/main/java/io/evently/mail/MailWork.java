package io.evently.mail;

import io.evently.tables.message.EmailOutboxTable;
import io.evently.tables.message.EmailOutboxTable.Claimed;
import io.evently.tables.message.EmailOutboxTable.Outcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import javax.sql.DataSource;

/**
 * The mails of a database that this node has taken: leases, and what is to be noted. What became of mails is noted before
 * others are taken, so none of them is taken anew by this node though its note failed. Thread-safe.
 */
final class MailWork {

    private final DataSource database;
    private final Duration lease;
    private final LongSupplier nanos;
    private final UUID self = UUID.randomUUID();
    /** Until when each taken mail is ours; removed when what became of it is noted. */
    private final Map<UUID, Long> leases = new ConcurrentHashMap<>();
    /** In the order in which they came. */
    private final Map<UUID, Outcome> unnoted = new LinkedHashMap<>();

    private long renewedAt;

    MailWork(DataSource database, Duration lease, LongSupplier nanos) {
        this.database = database;
        this.lease = lease;
        this.nanos = nanos;
        this.renewedAt = nanos.getAsLong();
    }

    /** Notes what is to be noted, then takes mails that are due. */
    List<Claimed> claim(boolean onlyUrgent, int limit) throws SQLException {
        long start = nanos.getAsLong();
        List<Claimed> claimed = new ArrayList<>();
        noting(connection -> claimed.addAll(EmailOutboxTable.claim(connection, self, lease, onlyUrgent, limit)));
        claimed.forEach(each -> leases.put(each.row().id(), start + lease.toNanos()));
        return claimed;
    }

    /** How long a taken mail is ours yet; not positive: no longer. */
    Duration left(UUID id) {
        Long until = leases.get(id);
        return until == null ? Duration.ZERO : Duration.ofNanos(until - nanos.getAsLong());
    }

    /** Remembers what became of a mail, to be noted soon. */
    void became(Outcome outcome) {
        synchronized (unnoted) {
            unnoted.put(outcome.id(), outcome);
        }
    }

    boolean hasUnnoted() {
        synchronized (unnoted) {
            return !unnoted.isEmpty();
        }
    }

    void note() throws SQLException {
        if (hasUnnoted()) {
            noting(connection -> {});
        }
    }

    private interface Step {
        void in(Connection connection) throws SQLException;
    }

    /** One after the other: an old note that came late would put off a mail that was taken again since. */
    private synchronized void noting(Step step) throws SQLException {
        List<Outcome> notes;
        synchronized (unnoted) {
            notes = List.copyOf(unnoted.values());
        }
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                EmailOutboxTable.note(connection, self, notes);
                step.in(connection);
                connection.commit();
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
        synchronized (unnoted) {
            notes.forEach(note -> unnoted.remove(note.id(), note));
        }
        notes.forEach(note -> leases.remove(note.id()));
    }

    /** Lengthens the leases of all that was taken and is not noted, now and then. */
    void renew() throws SQLException {
        long start = nanos.getAsLong();
        if (start - renewedAt < lease.toNanos() / 4) {
            return;
        }
        List<UUID> ids = List.copyOf(leases.keySet());
        Set<UUID> renewed;
        try (Connection connection = database.getConnection()) {
            renewed = EmailOutboxTable.renew(connection, self, lease, ids);
        }
        // One that is not ours any more keeps its old end: it is not begun behind it.
        renewed.forEach(id -> leases.computeIfPresent(id, (same, before) -> start + lease.toNanos()));
        renewedAt = start;
    }
}
