package io.evently.event.record;

import io.evently.event.Booking;
import io.evently.event.BookingStatus;
import io.evently.event.EventStatus;
import io.evently.event.Fact;
import io.evently.event.KeyHash;
import io.evently.event.NotifyPrefs;
import io.evently.event.PricingRule;
import io.evently.event.PromotionStatus;
import io.evently.event.QueueCounts;
import io.evently.event.SeatLimit;
import io.evently.event.WaitlistPolicy;
import io.evently.record.Codec;
import io.evently.record.Codecs;
import io.evently.record.EnumCodec;
import io.evently.record.RecordReader;
import io.evently.record.RecordWriter;
import java.util.List;

/** What an event consists of, as fields: for journal, snapshots and messages alike. */
public final class EventParts {

    /** Cents that a client expects; older records do not say. */
    public static final Codec<Long> EXPECTED_PRICE =
            Codec.of(RecordWriter::number, in -> in.number(Booking.NO_EXPECTED_PRICE));

    public static final EnumCodec<WaitlistPolicy> WAITLIST_POLICY =
            new EnumCodec<>("waitlist policy", WaitlistPolicy.class);

    private static final int BY_EMAIL = 1;
    private static final int IN_APP = 2;

    private EventParts() {}

    /** How they are written; the caller may add to it. */
    public static Codecs codecs() {
        Codecs codecs = new Codecs()
                .with(WaitlistPolicy.class, WAITLIST_POLICY)
                .with(EventStatus.class, new EnumCodec<>("event status", EventStatus.class))
                .with(BookingStatus.class, new EnumCodec<>("booking status", BookingStatus.class))
                .with(PromotionStatus.class, new EnumCodec<>("promotion status", PromotionStatus.class))
                .with(SeatLimit.class, new EnumCodec<>("limit", SeatLimit.class))
                .with(KeyHash.class, Codec.of(EventParts::writeKey, in -> in.pair(KeyHash::new)))
                .with(NotifyPrefs.class, Codec.of(EventParts::writePrefs, EventParts::readPrefs))
                .with(Booking.class, "expectedPrice", EXPECTED_PRICE)
                .with(Fact.BookingMade.class, "expectedPrice", EXPECTED_PRICE);
        return codecs.with(PricingRule.class, rule(codecs.fieldsOf(PricingRule.Step.class)))
                .with(QueueCounts.class, queue(codecs.fieldsOf(QueueCounts.class)));
    }

    private static void writeKey(RecordWriter out, KeyHash key) {
        if (key == null) {
            out.absent();
        } else {
            out.pair(key.high(), key.low());
        }
    }

    private static void writePrefs(RecordWriter out, NotifyPrefs prefs) {
        out.number((prefs.email() ? BY_EMAIL : 0) | (prefs.inApp() ? IN_APP : 0));
    }

    private static NotifyPrefs readPrefs(RecordReader in) {
        int bits = in.count();
        return new NotifyPrefs((bits & BY_EMAIL) != 0, (bits & IN_APP) != 0);
    }

    /** No rule is one without steps. */
    private static Codec<PricingRule> rule(Codec<PricingRule.Step> step) {
        return step.list()
                .as(
                        steps -> steps.isEmpty() ? null : new PricingRule(steps),
                        rule -> rule == null ? List.of() : rule.steps());
    }

    /** Most events never have a queue; then one byte says so. */
    private static Codec<QueueCounts> queue(Codec<QueueCounts> tally) {
        return tally.nested()
                .as(
                        queue -> queue == null ? QueueCounts.NONE : queue,
                        queue -> queue.equals(QueueCounts.NONE) ? null : queue);
    }
}
