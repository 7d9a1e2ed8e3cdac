package io.evently.event.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.event.Booking;
import io.evently.event.Commit;
import io.evently.event.EventCommand;
import io.evently.event.Fact;
import io.evently.event.KeyHash;
import io.evently.event.Promotion;
import io.evently.event.PromotionStatus;
import io.evently.event.Rejection;
import io.evently.event.SeatLimit;
import io.evently.event.WaitlistEntry;
import io.evently.event.record.EventRecords;
import io.evently.event.state.Event;
import io.evently.event.state.FrozenEvent;
import io.evently.record.Kinds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Long random histories of every command: the event answers as the model does, its seats are conserved after every fact,
 * and it comes back the same from its commits and from a snapshot with the commits after it.
 */
class EventHistoryTest {

    /** More by {@code -Dhistories=20000}, others by {@code -Dseed=600}. */
    private static final int HISTORIES = Integer.getInteger("histories", 600);

    private static final long FIRST_SEED = Long.getLong("seed", 0);
    private static final int FLUSHES = 120;
    /** Of so many histories one is that of a loop, long enough to meet the bound of a day. */
    private static final int LOOPS = 60;

    private static final int FLUSHES_OF_A_LOOP = 500;

    /** What all histories together came by: a test that never met a rule has not tested it. */
    private final Set<Rejection> refusals = EnumSet.noneOf(Rejection.class);

    private final Set<Class<?>> commandsMet = new HashSet<>();
    private final Set<Class<?>> facts = new HashSet<>();
    private int repeatsByKey;
    private int repeatsByNode;
    private int repeatedJoins;
    private int brokenPromises;
    private final Set<SeatLimit> limits = EnumSet.noneOf(SeatLimit.class);
    private int dayLimitsMet;

    @Test
    void theEventAnswersAsTheModelAndComesBackTheSame() {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + HISTORIES; seed++) {
            History history = new History(seed);
            try {
                history.run();
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError(
                        "history of seed %d, flush %d, after %s".formatted(seed, history.flush, history.newest),
                        failure);
            }
        }
        assertThat(refusals).as("refusals met").containsExactlyInAnyOrder(Rejection.values());
        assertThat(facts).as("facts met").containsExactlyInAnyOrderElementsOf(Kinds.of(Fact.class));
        assertThat(repeatsByKey).as("repeats by key").isGreaterThan(500);
        assertThat(repeatsByNode).as("repeats by the node").isGreaterThan(500);
        assertThat(repeatedJoins).as("repeated joins").isGreaterThan(100);
        assertThat(limits).as("limits met").containsExactlyInAnyOrder(SeatLimit.values());
        assertThat(brokenPromises).as("promises that nobody may take").isPositive();
        assertThat(dayLimitsMet).as("times a user had made all of a day").isGreaterThan(100);
        assertThat(commandsMet).as("commands met").containsExactlyInAnyOrderElementsOf(Kinds.of(EventCommand.class));
    }

    private final class History {
        private final Random random;
        private final RandomCommands commands;
        private final EventModel model = new EventModel();
        private final Event live = new Event();
        /** Made of the bytes of all commits. */
        private final Event replayed = new Event();
        /** Made of the bytes of some snapshot and of the commits since. */
        private Event restored = new Event();
        /** Given the facts one by one, and looked at after each. */
        private final Event stepwise = new Event();

        /** How the live one was some flushes ago, and the bytes of that. */
        private FrozenEvent frozen;

        private byte[] whenFrozen;

        private long at = 1_767_225_600_000_000L;
        private final boolean inALoop;
        private int flush;
        private EventCommand newest;

        private History(long seed) {
            random = new Random(seed);
            inALoop = seed % LOOPS == 0;
            commands = new RandomCommands(random, inALoop);
        }

        private void run() {
            for (flush = 0; flush < (inALoop ? FLUSHES_OF_A_LOOP : FLUSHES); flush++) {
                letTimePass();
                seesTheSameBookings(40);
                flush();
                if (flush % 10 == 0) {
                    seesTheSameBookings(Integer.MAX_VALUE);
                    comesBackTheSame();
                }
                if (random.nextInt(20) == 0 && !live.isBlank()) {
                    restored = EventRecords.readEvent(EventRecords.write(live));
                    staysFrozen();
                    frozen = live.freeze();
                    whenFrozen = EventRecords.write(live);
                }
            }
            comesBackTheSame();
            dayLimitsMet += model.dayLimitsMet();
        }

        private void staysFrozen() {
            if (frozen != null) {
                assertThat(EventRecords.write(frozen)).as("frozen").isEqualTo(whenFrozen);
            }
        }

        private void letTimePass() {
            long minute = 60_000_000L;
            long day = 1_440 * minute;
            // A loop takes hours, not days; now and then its first bookings are just a day old.
            int dice = inALoop && random.nextInt(50) != 0 ? random.nextInt(70) : random.nextInt(100);
            if (dice < 45) {
                at += dice < 25 ? 0 : 1;
            } else if (dice < 70) {
                at += random.nextLong(5 * minute);
            } else if (dice < 85) {
                at += random.nextLong(60 * minute);
            } else if (dice < 92) {
                at += random.nextLong(600 * minute);
            } else if (dice < 97) {
                jumpTo(live.nextDeadline());
            } else if (dice < 99) {
                jumpTo(commands.someRequestAt() + day);
            } else if (live.exists()) {
                jumpTo(live.isOnSale(at) ? live.details().eventDate() : at + day);
            }
        }

        /** Exactly at a deadline is where mistakes are. */
        private void jumpTo(long moment) {
            at = moment == Long.MAX_VALUE ? at : Math.max(at, moment);
        }

        /** As the entity does it: bounded commits, and no command before all that is due is done. */
        private GroupCommit settled(GroupCommit begun) {
            GroupCommit round = begun;
            while (!round.isSettled()) {
                commit(round.commit());
                round = round();
            }
            model.settle(at);
            learnPromotions();
            return round;
        }

        private GroupCommit round() {
            return new GroupCommit(live, at, 1 + random.nextInt(4));
        }

        private void flush() {
            GroupCommit round = settled(round());
            for (int left = random.nextInt(6); left > 0; left--) {
                EventCommand command = commands.next(model, at);
                newest = command;
                commandsMet.add(command.getClass());
                Decision decision = decide(command);
                assertThat(round.decide(command)).isEqualTo(decision);
                EventModel.Answer expected = model.ask(at, command);
                round = settled(round);
                assertThat(answer(decision)).isEqualTo(withEntry(expected, decision));
                seesTheSameEvent();
            }
            Commit commit = round.commit();
            boolean mark = !live.isBlank() && random.nextInt(15) == 0;
            if (commit != null) {
                commit(commit);
            } else if (mark) {
                commit(new Commit(at, live.lastFact() + 1, List.of(), live.tally(), live.queue()));
            }
        }

        /** Their ids are made of numbers that the model does not know. */
        private void learnPromotions() {
            for (WaitlistModel.Waiter waiter : model.waitlist().everPromoted()) {
                WaitlistEntry entry = live.waitlist().entry(waiter.entryId);
                if (waiter.promotionId == null && entry != null) {
                    waiter.promotionId = entry.promotionId();
                }
            }
        }

        /** What an answer about an entry says is what the model knows of it once all is settled. */
        private EventModel.Answer withEntry(EventModel.Answer expected, Decision decision) {
            if (decision instanceof Decision.Accepted accepted && accepted.subject() == Decision.Subject.ENTRY) {
                WaitlistModel.Waiter waiter = model.waitlist().live(accepted.id());
                String shown = model.waitlist().shown(waiter);
                waiter.firstShown = waiter.firstShown == null ? shown : waiter.firstShown;
                return EventModel.Answer.entry(shown);
            }
            return expected;
        }

        private Decision decide(EventCommand command) {
            byte[] before = live.isBlank() ? new byte[0] : EventRecords.write(live);
            Decision decision = Decider.decide(live, at, command);
            assertThat(live.isBlank() ? new byte[0] : EventRecords.write(live))
                    .as("deciding changes nothing")
                    .isEqualTo(before);
            return decision;
        }

        private EventModel.Answer answer(Decision decision) {
            if (decision instanceof Decision.Accepted accepted) {
                return switch (accepted.subject()) {
                    case EVENT -> EventModel.Answer.EVENT;
                    case BOOKING -> EventModel.Answer.booking(live.booking(accepted.id(), at));
                    case ENTRY -> {
                        WaitlistEntry entry = live.waitlist().entry(accepted.id());
                        yield EventModel.Answer.entry(shown(entry, live.positionOf(entry)));
                    }
                };
            }
            if (decision instanceof Decision.Repeated repeated) {
                repeatsByKey += repeated.byClient() ? 1 : 0;
                repeatsByNode += repeated.byClient() ? 0 : 1;
                return EventModel.Answer.repeated(repeated.booking(), repeated.byClient());
            }
            if (decision instanceof Decision.RepeatedJoin join) {
                repeatedJoins++;
                assertThat(join.promotion() == null).isEqualTo(join.entry().promotionId() == null);
                return EventModel.Answer.repeatedJoin(shown(join.entry(), join.position()), join.byKey());
            }
            Decision.Refused refused = (Decision.Refused) decision;
            refusals.add(refused.rejection());
            return EventModel.Answer.refused(refused.rejection(), refused.currentPrice());
        }

        private String shown(WaitlistEntry entry, int position) {
            return "%s %s wants %d, priority %d, %s at %d"
                    .formatted(
                            entry.id(), entry.userId(), entry.quantity(), entry.priority(), entry.status(), position);
        }

        /** The facts are on the live event already; the others learn them from the journal's bytes. */
        private void commit(Commit commit) {
            byte[] bytes = EventRecords.write(commit);
            assertThat(EventRecords.readCommit(bytes)).isEqualTo(commit);
            if (commit.facts().isEmpty()) {
                live.apply(commit);
                stepwise.apply(commit);
            }
            replayed.apply(EventRecords.readCommit(bytes));
            restored.apply(EventRecords.readCommit(bytes));
            for (Fact fact : commit.facts()) {
                facts.add(fact.getClass());
                if (fact instanceof Fact.EntryMadeImpossible impossible) {
                    limits.add(impossible.limit());
                }
                brokenPromises += fact instanceof Fact.PromotionExpired expired && expired.overLimit() ? 1 : 0;
                stepwise.apply(fact, at);
                Seats.mustBeConserved(stepwise, at);
            }
            stepwise.forget(at);
            model.committed(at);
            assertThat(live.lastAt()).isEqualTo(at);
        }

        // ---- what must be the same ----

        private void seesTheSameEvent() {
            assertThat(live.exists()).isEqualTo(model.exists());
            if (!live.exists()) {
                return;
            }
            assertThat(live.status()).isEqualTo(model.status());
            assertThat(live.version()).isEqualTo(model.version());
            assertThat(live.currentPrice()).isEqualTo(model.price());
            assertThat(live.details()).isEqualTo(model.details());
            assertThat(live.tally()).isEqualTo(model.tally());
            seesTheSameQueue();
        }

        private void seesTheSameQueue() {
            assertThat(live.queue()).isEqualTo(model.waitlist().tally());
            assertThat(live.waiting(-1, Integer.MAX_VALUE).stream().map(WaitlistEntry::id))
                    .as("the queue in order")
                    .containsExactlyElementsOf(model.waitlist().inOrder().stream()
                            .map(waiter -> waiter.entryId)
                            .toList());
            for (WaitlistModel.Waiter waiter : model.waitlist().promoted()) {
                Promotion promotion = live.promotion(waiter.promotionId, at);
                assertThat(promotion.status()).isEqualTo(PromotionStatus.PENDING);
                assertThat(promotion.entryId()).isEqualTo(waiter.entryId);
                assertThat(promotion.unitPrice()).isEqualTo(waiter.price);
                assertThat(promotion.expiresAt()).isEqualTo(waiter.promisedUntil);
            }
        }

        /** The newest bookings, at this very moment: what is due shows as ended before anything ends it. */
        private void seesTheSameBookings(int most) {
            if (!live.exists()) {
                return;
            }
            for (UUID id : commands.newestBookings(most)) {
                Booking shown = EventModel.Answer.timeless(live.booking(id, at));
                assertThat(shown).as("booking %s", id).isEqualTo(model.booking(id, at));
            }
        }

        private void comesBackTheSame() {
            assertThat(everythingOf(replayed)).as("replayed").isEqualTo(everythingOf(live));
            assertThat(everythingOf(restored)).as("restored").isEqualTo(everythingOf(live));
            assertThat(everythingOf(stepwise)).as("stepwise").isEqualTo(everythingOf(live));
        }

        private List<Object> everythingOf(Event event) {
            List<Object> all =
                    new ArrayList<>(List.of(event.head(), event.tally(), event.queue(), event.nextDeadline()));
            List<Booking> bookings = new ArrayList<>();
            event.bookings().forEach(bookings::add);
            bookings.sort(Comparator.comparing(Booking::id));
            all.addAll(bookings);
            event.bookings().openHolds().forEach(all::add);
            all.addAll(event.waiting(-1, Integer.MAX_VALUE));
            event.waitlist().expiring().forEach(waiter -> all.add(waiter.entry()));
            event.waitlist().open().forEach(all::add);
            event.waitlist().seatsWanted().mostFirst().forEach(waiter -> all.add(waiter.entry()));
            event.waitlist().keyedJoins().forEach(all::add);
            List<Promotion> promotions = new ArrayList<>();
            event.waitlist().promotions().forEach(promotions::add);
            promotions.sort(Comparator.comparing(Promotion::id));
            all.addAll(promotions);
            for (UUID user : RandomCommands.users()) {
                all.add(event.bookings().seatsOf(user));
                all.add(event.bookings().hasOpenHold(user));
                all.add(event.bookings().hasMade(BookingRules.MOST_IN_A_DAY, user, at));
                all.add(event.waitlist().hasUsedUp(3, user, at));
                all.add(String.valueOf(event.waitlist().entryOf(user)));
                all.add(event.waitlist().hasJoined(3, user, at));
                for (KeyHash key : RandomCommands.keys()) {
                    all.add(String.valueOf(event.waitlist().joinedBy(user, key, at)));
                    all.add(String.valueOf(event.bookings().byKey(user, key, at)));
                }
            }
            return all;
        }
    }
}
