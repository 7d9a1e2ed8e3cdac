package io.evently.loadtest.verify;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.evently.loadtest.history.Operation;
import io.evently.loadtest.history.Operation.Kind;
import io.evently.loadtest.history.Operation.Verdict;
import io.evently.loadtest.verify.TableRows.BookingRow;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckerTest {

    private static final long SEED = 20261122;

    private static final SyntheticRun RUN = SyntheticRun.of(SEED, 6, 1_500);

    private static final Evidence HEALTHY = RUN.evidence();

    static LongStream seeds() {
        return LongStream.range(0, 10);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void healthyEvidenceBreaksNoRule(long seed) {
        assertThat(Checker.violations(SyntheticRun.of(seed, 4, 400).evidence())).isEmpty();
    }

    /** A rule that finds nothing because nothing happened proves nothing. */
    @Test
    void everythingHappensInTheSyntheticRun() {
        assertThat(Checker.violations(HEALTHY)).isEmpty();
        Set<Class<?>> kinds = HEALTHY.journals().values().stream()
                .flatMap(List::stream)
                .flatMap(commit -> commit.facts().stream())
                .map(Object::getClass)
                .collect(Collectors.toSet());
        assertThat(kinds)
                .contains(
                        JournalFact.HoldConfirmed.class,
                        JournalFact.HoldExpired.class,
                        JournalFact.BookingCancelled.class,
                        JournalFact.WaitlistLeft.class,
                        JournalFact.EntryExpired.class,
                        JournalFact.PriorityChanged.class,
                        JournalFact.PromotionClaimed.class,
                        JournalFact.PromotionDeclined.class,
                        JournalFact.PromotionExpired.class,
                        JournalFact.PriceChanged.class,
                        JournalFact.EventCancelled.class);
        Map<Kind, Map<Verdict, Long>> counts = HEALTHY.operations().stream()
                .collect(groupingBy(Operation::kind, groupingBy(Operation::verdict, counting())));
        assertThat(counts.get(Kind.BOOK)).containsKeys(Verdict.OK, Verdict.REFUSED, Verdict.UNKNOWN);
        assertThat(counts.get(Kind.CLAIM)).containsKeys(Verdict.OK, Verdict.UNKNOWN);
    }

    @Test
    void theReplayAgreesWithTheServersOwnEvent() {
        Map<UUID, String> replayed =
                HEALTHY.tables().bookings().stream().collect(Collectors.toMap(BookingRow::id, BookingRow::status));
        assertThat(replayed).containsAllEntriesOf(RUN.statuses());
    }

    static Stream<PlantedError> plantedErrors() {
        return PlantedErrors.all().stream();
    }

    @ParameterizedTest
    @MethodSource("plantedErrors")
    void everyPlantedErrorIsFound(PlantedError error) {
        Evidence damaged = error.plant().apply(HEALTHY).orElseThrow();
        assertThat(Checker.violations(damaged)).extracting(Violation::rule).contains(error.rule());
    }

    @Test
    void everyRuleIsProvenByAPlantedError() throws IllegalAccessException {
        List<String> rules = new ArrayList<>();
        for (Field rule : Rules.class.getDeclaredFields()) {
            if (rule.getType() == String.class) {
                rules.add((String) rule.get(null));
            }
        }
        assertThat(PlantedErrors.all()).extracting(PlantedError::rule).containsAll(rules);
    }

    @Test
    void aRefusedRequestMustNotHaveMadeABooking() {
        List<Operation> operations = new ArrayList<>(HEALTHY.operations());
        int place = 0;
        while (!isOnlyAcknowledgedBooking(operations.get(place))) {
            place++;
        }
        operations.set(place, refused(operations.get(place)));
        assertThat(Checker.violations(HEALTHY.withOperations(operations)))
                .extracting(Violation::rule)
                .containsAnyOf(Rules.NOTHING_UNASKED, Rules.ONE_REQUEST_ONE_BOOKING);
    }

    @Test
    void whoWasToldNothingIsWaitedForAsLongAsANodeWaits() {
        Operation told = lateRequest();
        Operation hungUp = with(told, told.endedNanos(), 0);

        assertThat(rulesBrokenBy(told)).contains(Rules.NOT_AFTER_THE_END);
        assertThat(rulesBrokenBy(hungUp)).doesNotContain(Rules.NOT_AFTER_THE_END);
        assertThat(rulesBrokenBy(with(told, told.endedNanos() - TimeUnit.SECONDS.toNanos(9), 0)))
                .contains(Rules.NOT_AFTER_THE_END);
    }

    @Test
    void whoAskedAgainIsStillThere() {
        List<Operation> operations = new ArrayList<>(HEALTHY.operations());
        Operation told = lateRequest();
        Operation original = operations.get(indexOf(told.number()));
        operations.set(indexOf(told.number()), told);
        operations.add(with(told, original.endedNanos(), 503));

        assertThat(Checker.violations(HEALTHY.withOperations(operations)))
                .extracting(Violation::rule)
                .doesNotContain(Rules.NOT_AFTER_THE_END);
    }

    /** Nodes' clocks are turned on purpose; then what they say is no proof. */
    @ParameterizedTest
    @ValueSource(longs = {90, -90})
    void aClockThatIsWrongAccusesNobody(long seconds) {
        Evidence turned = HEALTHY;
        for (UUID eventId : Journals.events(HEALTHY)) {
            turned = Journals.changeFrom(
                    turned, eventId, 5, commit -> commit.withAt(commit.at() + TimeUnit.SECONDS.toMicros(seconds)));
        }

        assertThat(Checker.violations(turned))
                .extracting(Violation::rule)
                .isNotEmpty()
                .doesNotContain(Rules.NOT_AFTER_THE_END);
    }

    /** A booking's only request, as if it had been answered long before with the news that nobody knows. */
    private static Operation lateRequest() {
        PlantedError error = PlantedTooLate.all().get(0);
        Set<Operation> before = Set.copyOf(HEALTHY.operations());
        return error.plant().apply(HEALTHY).orElseThrow().operations().stream()
                .filter(operation -> !before.contains(operation))
                .findFirst()
                .orElseThrow();
    }

    private static int indexOf(long number) {
        List<Operation> operations = HEALTHY.operations();
        int place = 0;
        while (operations.get(place).number() != number) {
            place++;
        }
        return place;
    }

    private static List<String> rulesBrokenBy(Operation instead) {
        List<Operation> operations = new ArrayList<>(HEALTHY.operations());
        operations.set(indexOf(instead.number()), instead);
        return Checker.violations(HEALTHY.withOperations(operations)).stream()
                .map(Violation::rule)
                .toList();
    }

    /** Asked a millisecond before its end. */
    private static Operation with(Operation operation, long endedNanos, int status) {
        return operation
                .at(endedNanos - TimeUnit.MILLISECONDS.toNanos(1), endedNanos)
                .answered(Verdict.UNKNOWN, status, null, null, false);
    }

    private static boolean isOnlyAcknowledgedBooking(Operation operation) {
        return operation.kind() == Kind.BOOK
                && operation.verdict() == Verdict.OK
                && operation.key() != null
                && HEALTHY.operations().stream()
                                .filter(other -> operation.key().equals(other.key()))
                                .count()
                        == 1;
    }

    private static Operation refused(Operation operation) {
        return operation.answered(Verdict.REFUSED, 409, "SOLD_OUT", null, false);
    }

    /** A hundred thousand take some ten times as long as ten thousand; if all were held against all, a hundred times. */
    @Test
    void tenTimesTheOperationsTakeNoHundredTimesAsLong() {
        Evidence small = SyntheticRun.of(SEED, 20, 3_000).evidence();
        Evidence large = SyntheticRun.of(SEED, 200, 30_000).evidence();
        assertThat(large.operations()).hasSizeGreaterThan(100_000);
        long once = Math.max(processorTime(small), Math.max(processorTime(small), processorTime(small)));
        assertThat(processorTime(large)).isLessThan(40 * once);
    }

    /** Of checking it, in nanoseconds: the machine has others to serve. */
    private static long processorTime(Evidence evidence) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        assertThat(Checker.violations(evidence)).isEmpty();
        return threads.getCurrentThreadCpuTime() - start;
    }
}
