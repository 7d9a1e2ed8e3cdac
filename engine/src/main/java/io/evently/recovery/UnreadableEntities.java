package io.evently.recovery;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events, users and claims that this node could not read from their journals, and when each may be tried again. An
 * entity is here from its first failed recovery until one succeeds, or until nobody has tried for a while: then another
 * node has it, or nobody asks for it. Thread-safe; nothing of it is asked while requests are decided.
 */
public final class UnreadableEntities implements Extension {

    private static final Logger log = LoggerFactory.getLogger(UnreadableEntities.class);

    /** Entities kept; a thousand rows of damage are a damaged database, and the oldest tell enough. */
    private static final int MOST = 1_000;

    /** Failures before requests are refused: the first may be a moment's, the second says that it stays. */
    static final int TRIES_BEFORE_REFUSAL = 2;

    private static final class Id extends AbstractExtensionId<UnreadableEntities> {
        @Override
        public UnreadableEntities createExtension(ExtendedActorSystem system) {
            return new UnreadableEntities(
                    RecoverySettings.from(system.settings().config().getConfig("evently.unreadable")),
                    MOST,
                    System::nanoTime,
                    () -> TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis()));
        }
    }

    private static final Id ID = new Id();

    /**
     * One that could not be read.
     *
     * @param persistenceId {@code Event|} and the event's id; also {@code User|…} and {@code Email|…}
     * @param sequenceNumber of the record that is at fault; {@link UnreadableJournal#NO_RECORD}: not known
     * @param since microseconds: when it was found
     * @param tries failed recoveries since then
     */
    public record Row(String persistenceId, long sequenceNumber, String reason, long since, int tries) {}

    private static final class Entry {
        private final long since;
        private long sequenceNumber;
        private String reason = "";
        private int tries;
        private long tried;
        private long next;
        private long told;

        Entry(long since) {
            this.since = since;
        }
    }

    private final RecoverySettings settings;
    private final int most;
    private final LongSupplier nanos;
    private final LongSupplier micros;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    /** When something that concerns many was told last; one entry for each database. */
    private final Map<String, Long> told = new HashMap<>();

    UnreadableEntities(RecoverySettings settings, int most, LongSupplier nanos, LongSupplier micros) {
        this.settings = settings;
        this.most = most;
        this.nanos = nanos;
        this.micros = micros;
    }

    public static UnreadableEntities get(ClassicActorSystemProvider system) {
        return ID.get(system);
    }

    public void register(MeterRegistry metrics) {
        Gauge.builder("evently.entities.unreadable", this, UnreadableEntities::count)
                .description("Events, users and addresses that this node could not read from their journals")
                .register(metrics);
    }

    /** Whether the entity could not be read a moment ago, so that its database is not asked again yet. */
    public synchronized boolean mustWait(String persistenceId) {
        Entry entry = entries.get(persistenceId);
        return entry != null && entry.tries >= TRIES_BEFORE_REFUSAL && nanos.getAsLong() - entry.next < 0;
    }

    /** How many there are, a thousand at most. */
    public synchronized int count() {
        forgetOld();
        return entries.size();
    }

    public synchronized List<Row> first(int most) {
        forgetOld();
        List<Row> rows = new ArrayList<>();
        entries.forEach((id, entry) -> {
            if (rows.size() < most) {
                rows.add(new Row(id, entry.sequenceNumber, entry.reason, entry.since, entry.tries));
            }
        });
        return rows;
    }

    /** Whether whoever asks for it is refused while it is tried again. */
    synchronized boolean refuses(String persistenceId) {
        forgetOld();
        Entry entry = entries.get(persistenceId);
        return entry != null && entry.tries >= TRIES_BEFORE_REFUSAL;
    }

    /**
     * A recovery has failed.
     *
     * @param journal the plugin's name
     * @return whether that lies in the entity's own rows; false: its database may be away
     */
    synchronized boolean failed(String persistenceId, String journal, Throwable failure) {
        if (failure instanceof RetryTooSoon) {
            return true;
        }
        long now = nanos.getAsLong();
        if (!RecoveryFailure.liesInRows(failure)) {
            // Thousands may live there: one line for all of them. The watch says when the database is back.
            tell(now, "Events and users of " + journal + " cannot be read for the moment", failure);
            return false;
        }
        Entry entry = entries.get(persistenceId);
        if (entry == null) {
            forgetOld();
            if (entries.size() >= most) {
                tell(
                        now,
                        "More than " + most + " events and users cannot be read from their journals; the last one",
                        failure);
                return true;
            }
            entry = new Entry(micros.getAsLong());
            entries.put(persistenceId, entry);
        }
        entry.tries++;
        entry.tried = now;
        entry.next = now + pauseAfter(entry.tries).toNanos();
        String reason = RecoveryFailure.reason(failure);
        boolean changed = !reason.equals(entry.reason);
        entry.reason = reason;
        entry.sequenceNumber = RecoveryFailure.sequenceNumber(failure);
        if (changed || now - entry.told >= settings.logEvery().toNanos()) {
            entry.told = now;
            log.error(
                    "{} cannot be read from its journal, and refuses requests until its rows are mended: {}",
                    persistenceId,
                    reason);
        }
        return true;
    }

    synchronized void readable(String persistenceId) {
        if (entries.remove(persistenceId) != null) {
            log.info("{} can be read from its journal again", persistenceId);
        }
    }

    private void tell(long now, String what, Throwable why) {
        Long last = told.get(what);
        if (last == null || now - last >= settings.logEvery().toNanos()) {
            told.put(what, now);
            log.warn("{}: {}", what, RecoveryFailure.reason(why));
        }
    }

    private Duration pauseAfter(int tries) {
        if (tries < TRIES_BEFORE_REFUSAL) {
            return Duration.ZERO;
        }
        // Beyond 20 doublings it is the longest one, whatever it is.
        Duration pause = settings.firstPause().multipliedBy(1L << Math.min(tries - TRIES_BEFORE_REFUSAL, 20));
        return pause.compareTo(settings.longestPause()) > 0 ? settings.longestPause() : pause;
    }

    private void forgetOld() {
        long now = nanos.getAsLong();
        for (Iterator<Entry> each = entries.values().iterator(); each.hasNext(); ) {
            if (now - each.next().tried >= settings.forgottenAfter().toNanos()) {
                each.remove();
            }
        }
    }
}
