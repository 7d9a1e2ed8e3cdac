package io.evently.loadtest.verify;

import io.evently.loadtest.client.EventlyApi.Availability;
import io.evently.loadtest.client.EventlyApi.EventSeats;
import io.evently.loadtest.client.Refusal;
import io.evently.loadtest.history.Operation;
import io.evently.loadtest.history.Operation.Kind;
import io.evently.loadtest.history.Sale;
import io.evently.loadtest.verify.JournalCommit.Seats;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** Holds a sale that is over against what it must have come to: pure, so that each rule can be shown to fail. */
final class SaleRules {

    /**
     * What is shown of an event when its sale is over.
     *
     * @param actor availability, as the actor published it
     * @param page the event's own page
     * @param line the ids of those who wait, as an admin is shown them
     * @param attempts rows of attempts by answer, {@link Tables#CREATED} or the reason of a refusal
     */
    record Shown(Availability actor, EventSeats page, List<UUID> line, Map<String, Long> attempts) {}

    static final String CAPACITY = "capacity must be the one on sale";
    static final String PAGES = "actor and page must show the seats that the journal ends with";
    static final String SOLD_OUT = "every seat must be sold, and none held or promised";
    static final String LINE = "those who wait must be shown in their order";
    static final String REFUSALS = "every refusal must be one that the sale expects";
    static final String ATTEMPTS = "every attempt must have its row";

    /** What may be answered where an earlier request of that kind, or the joining that is read of, got no answer. */
    private static final Map<Kind, String> AFTER_DOUBT = Map.of(
            Kind.JOIN, Refusal.ALREADY_WAITING,
            Kind.LEAVE, Refusal.NOT_FOUND,
            Kind.READ_PLACE, Refusal.NOT_FOUND);

    /** Stands for those who did not say who they are. */
    private static final UUID NOBODY = new UUID(0, 0);

    private final Evidence evidence;
    private final Expectations expected;
    private final Findings findings = new Findings();

    private SaleRules(Evidence evidence, Expectations expected) {
        this.evidence = evidence;
        this.expected = expected;
    }

    /** Every expectation that was not met. */
    static List<Violation> violations(Evidence evidence, Map<Sale, Shown> sales, Expectations expected) {
        SaleRules rules = new SaleRules(evidence, expected);
        sales.forEach(rules::check);
        rules.everyRefusalMustBeExpected();
        return rules.findings.violations();
    }

    private void check(Sale sale, Shown shown) {
        List<JournalCommit> journal = evidence.journals().getOrDefault(sale.eventId(), List.of());
        if (journal.isEmpty()) {
            findings.broken(CAPACITY, "no journal of " + sale);
            return;
        }
        Seats seats = journal.get(journal.size() - 1).seats();
        int available = seats.capacity() - seats.confirmed() - seats.held() - seats.promised();
        if (seats.capacity() != sale.capacity()) {
            findings.broken(CAPACITY, sale + ": " + seats);
        }
        boolean isShown =
                shown.actor().equals(new Availability(available, seats.held(), seats.promised(), seats.confirmed()))
                        && shown.page().equals(new EventSeats(seats.capacity(), available));
        if (!isShown) {
            findings.broken(PAGES, shown.actor() + " and " + shown.page() + " of " + seats);
        }
        if (expected.soldOut() && seats.confirmed() != sale.capacity()) {
            findings.broken(SOLD_OUT, seats.toString());
        }
        theLineMustBeShown(sale.eventId(), journal, shown.line());
        everyAttemptMustHaveItsRow(sale.eventId(), shown.attempts());
    }

    private void theLineMustBeShown(UUID eventId, List<JournalCommit> journal, List<UUID> shown) {
        List<UUID> line =
                Replay.of(eventId, journal, new Findings()).event().line.ids();
        if (!line.equals(shown)) {
            findings.broken(
                    LINE, shown.size() + " are shown and " + line.size() + " in the journal, or in another order");
        }
    }

    private void everyRefusalMustBeExpected() {
        Map<UUID, Set<Kind>> doubts = new TreeMap<>();
        for (Operation each : evidence.operations()) {
            boolean isBooking = each.kind() == Kind.BOOK;
            UUID user = each.userId() == null ? NOBODY : each.userId();
            Set<Kind> ofUser = doubts.computeIfAbsent(user, any -> new HashSet<>());
            boolean isExpected = each.code() == null
                    || (isBooking ? expected.bookingRefusals() : expected.otherRefusals()).contains(each.code())
                    || (each.code().equals(AFTER_DOUBT.get(each.kind()))
                            && ofUser.contains(each.kind() == Kind.READ_PLACE ? Kind.JOIN : each.kind()));
            if (!isExpected) {
                findings.broken(REFUSALS, each.toString());
            }
            if (each.unknown()) {
                ofUser.add(each.kind());
            }
        }
    }

    private void everyAttemptMustHaveItsRow(UUID eventId, Map<String, Long> stored) {
        Map<String, Long> heard = new TreeMap<>();
        long lost = 0;
        for (Operation each : evidence.operations()) {
            if (each.kind() == Kind.BOOK && each.eventId().equals(eventId)) {
                if (each.status() == 0) {
                    lost++;
                } else {
                    heard.merge(each.ok() ? Tables.CREATED : each.code(), 1L, Long::sum);
                }
            }
        }
        long answers = heard.values().stream().mapToLong(Long::longValue).sum();
        long rows = stored.values().stream().mapToLong(Long::longValue).sum();
        boolean missing = expected.everyAttemptLogged() && (lost == 0 ? !heard.equals(stored) : rows < answers);
        if (missing || rows > answers + lost) {
            findings.broken(ATTEMPTS, "heard " + heard + ", lost " + lost + ", stored " + stored);
        }
    }
}
