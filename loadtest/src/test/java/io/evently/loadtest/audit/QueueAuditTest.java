package io.evently.loadtest.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.evently.loadtest.audit.Tables.EntryRow;
import io.evently.loadtest.audit.Tables.PromotionRow;
import io.evently.loadtest.audit.Tables.TakenRow;
import io.evently.loadtest.client.Outcome;
import io.evently.loadtest.queue.Member;
import io.evently.loadtest.queue.QueueRecord;
import io.evently.loadtest.sale.Buyer;
import io.evently.loadtest.sale.EventlyApi.Availability;
import io.evently.loadtest.sale.Order;
import io.evently.loadtest.sale.SaleRecord;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Five seats are sold and two given back in second 10, when five wait. Ann gets both and declines in second 20; Bob and Cy
 * get one each, Bob claims in second 30 and Cy comes too late; Dan gets that seat in second 80 and claims it in second 90;
 * Eve waits on. Each test plants one defect and names the rule that must find it.
 */
class QueueAuditTest {

    private static final Instant START = Instant.parse("2026-01-01T20:00:00Z");
    private static final BigDecimal PRICE = new BigDecimal("49.90");

    private final UUID eventId = UUID.randomUUID();
    private final SaleRecord sale = new SaleRecord(eventId, 5);
    private final Member ann = member(2);
    private final Member bob = member(1);
    private final Member cy = member(1);
    private final Member dan = member(1);
    private final Member eve = member(1);
    private final QueueRecord queue = new QueueRecord(sale, List.of(ann, bob, cy, dan, eve), List.of(), 1);

    private Availability actor = new Availability(0, 0, 0, 5);
    private final List<UUID> line = new ArrayList<>();
    private final List<EntryRow> entries = new ArrayList<>();
    private final List<PromotionRow> promotions = new ArrayList<>();
    private final List<TakenRow> taken = new ArrayList<>();

    QueueAuditTest() {
        taken.add(taken(new UUID(0, 1), UUID.randomUUID(), 3, "confirmed", 0, 0));
        taken.add(taken(new UUID(0, 2), UUID.randomUUID(), 2, "cancelled", 0, 10));
        join(ann, 1, "expired", 20);
        join(bob, 2, "converted", 30);
        join(cy, 3, "expired", 80);
        join(dan, 4, "converted", 90);
        join(eve, 5, "waiting", 5);
        line.add(eve.entry().id());
        promise(ann, 10, "expired", null);
        promise(bob, 20, "used", new UUID(0, 3));
        promise(cy, 20, "expired", null);
        promise(dan, 80, "used", new UUID(0, 4));
        ann.heardOfDecline(answer(204, ""));
        bob.heardOfClaim(booking(bob, new UUID(0, 3)), at(30));
        cy.heardOfClaim(problem(409, "PROMOTION_EXPIRED"), at(80));
        dan.heardOfClaim(booking(dan, new UUID(0, 4)), at(90));
        taken.add(taken(new UUID(0, 3), bob.buyer().id(), 1, "confirmed", 30, 30));
        taken.add(taken(new UUID(0, 4), dan.buyer().id(), 1, "confirmed", 90, 90));
    }

    @Test
    void aQueueThatKeptItsPromisesHasNoViolations() {
        assertThat(violations()).isEmpty();
    }

    @Test
    void findsSomebodyLetInWhoIsNotStored() {
        entries.remove(4);
        line.clear();
        expectBroken("everyone let in must be stored as answered");
    }

    @Test
    void findsSomebodyStoredWithAnotherQuantity() {
        entries.set(4, new EntryRow(eve.entry().id(), eve.buyer().id(), 2, 0, at(5), 5, "waiting", at(5)));
        expectBroken("everyone let in must be stored as answered");
    }

    @Test
    void findsAPriorityThatNobodySet() {
        entries.set(4, row(entries.get(4), 7));
        expectBroken("everyone let in must be stored as answered", "nobody must be promoted out of turn");
    }

    @Test
    void findsSomebodyStoredWhoNeverJoined() {
        entries.add(new EntryRow(UUID.randomUUID(), UUID.randomUUID(), 1, 0, at(6), 6, "left", at(7)));
        expectBroken("nobody must be stored who did not join");
    }

    @Test
    void findsSomebodyStoredTwice() {
        entries.add(new EntryRow(UUID.randomUUID(), eve.buyer().id(), 1, 0, at(6), 6, "left", at(7)));
        expectBroken("nobody must be stored who did not join");
    }

    @Test
    void acceptsAnEntryWhoseAnswerWasLost() {
        eve.heardOfJoin(new Outcome.Lost("connection reset"));
        entries.add(new EntryRow(UUID.randomUUID(), eve.buyer().id(), 1, 0, at(6), 6, "left", at(7)));
        assertThat(violations()).isEmpty();
    }

    @Test
    void findsALineInAnotherOrder() {
        UUID last = UUID.randomUUID();
        eve.heardOfJoin(new Outcome.Lost("connection reset"));
        entries.add(new EntryRow(last, eve.buyer().id(), 1, 0, at(6), 6, "waiting", at(6)));
        line.add(last);
        assertThat(violations()).isEmpty();

        Collections.reverse(line);
        expectBroken("the line must be shown in its order");
    }

    @Test
    void findsSomebodyPassedOver() {
        // Dan gets what belongs to Bob, who gets it when Cy's window has run out.
        swapPromotedAt(1, 3);
        expectBroken("nobody must be promoted out of turn", "no claim must succeed when its window has run out");
    }

    @Test
    void findsSomebodyPassedOverWhoWaitsStill() {
        entries.set(4, joined(entries.get(4), 3, 2));
        expectBroken("nobody must be promoted out of turn", "everyone let in must be stored as answered");
    }

    @Test
    void findsSomebodyPassedOverWhoWasPreferred() {
        eve.priority(1);
        entries.set(4, row(entries.get(4), 1));
        expectBroken("nobody must be promoted out of turn");
    }

    @Test
    void findsSomebodyPassedOverWhoWentLater() {
        eve.priority(1);
        eve.heardOfLeave(answer(204, ""));
        entries.set(4, new EntryRow(eve.entry().id(), eve.buyer().id(), 1, 1, at(5), 5, "left", at(11)));
        line.clear();
        expectBroken("nobody must be promoted out of turn");
    }

    @Test
    void acceptsSomebodyPreferredWhoWentOrCameInBetween() {
        eve.priority(1);
        eve.heardOfLeave(answer(204, ""));
        line.clear();
        entries.set(4, new EntryRow(eve.entry().id(), eve.buyer().id(), 1, 1, at(5), 5, "left", at(9)));
        assertThat(violations()).isEmpty();
    }

    @Test
    void tellsWhoCameFirstWithinOneCommitByTheJoinNumber() {
        entries.set(4, joined(entries.get(4), 4, 4));
        entries.set(3, joined(entries.get(3), 4, 5));
        expectBroken("nobody must be promoted out of turn", "everyone let in must be stored as answered");
    }

    @Test
    void findsAnEntryPromotedTwice() {
        PromotionRow first = promotions.get(2);
        promotions.add(new PromotionRow(
                UUID.randomUUID(), first.entryId(), first.userId(), 1, PRICE, at(80), at(140), "expired", null));
        expectBroken("no entry must be promoted twice", "no window must be cut short");
    }

    @Test
    void findsAPromotionOfMoreSeatsThanWanted() {
        changePromotion(
                2,
                old -> new PromotionRow(
                        old.id(),
                        old.entryId(),
                        old.userId(),
                        2,
                        PRICE,
                        old.promotedAt(),
                        old.expiresAt(),
                        old.status(),
                        null));
        expectBroken(
                "every promotion must promise what its entry wants",
                "at every moment no more seats must be taken and promised");
    }

    @Test
    void findsAPromotionAtAnotherPrice() {
        changePromotion(
                2,
                old -> new PromotionRow(
                        old.id(),
                        old.entryId(),
                        old.userId(),
                        1,
                        new BigDecimal("50.00"),
                        old.promotedAt(),
                        old.expiresAt(),
                        old.status(),
                        null));
        expectBroken("every promotion must promise what its entry wants");
    }

    @Test
    void findsAWindowOfAnotherLength() {
        changePromotion(
                3,
                old -> new PromotionRow(
                        old.id(),
                        old.entryId(),
                        old.userId(),
                        1,
                        PRICE,
                        old.promotedAt(),
                        at(200),
                        old.status(),
                        old.bookingId()));
        expectBroken("every promotion must promise what its entry wants");
    }

    @Test
    void findsASeatPromisedWhileItWasSold() {
        taken.set(1, taken(new UUID(0, 2), taken.get(1).userId(), 2, "cancelled", 0, 11));
        expectBroken("at every moment no more seats must be taken and promised");
    }

    @Test
    void findsSomebodyWhoGotInWithoutWaiting() {
        var order = sale.add(new Order(eventId, new Buyer(UUID.randomUUID(), "token"), "key", 1, false));
        queue.outsiders().add(order);
        order.heard(problem(409, "SEATS_PROMISED_TO_WAITLIST"));
        assertThat(violations()).isEmpty();

        order.heard(booking(order.buyer().id(), 1, UUID.randomUUID(), "49.90"));
        expectBroken("nobody must get a freed seat without waiting");
    }

    @Test
    void findsAClaimThatIsNoBooking() {
        taken.remove(2);
        expectBroken("every claim acknowledged must be a confirmed booking at the promised price");
    }

    @Test
    void findsAClaimAtAnotherPrice() {
        TakenRow row = taken.get(2);
        taken.set(
                2,
                new TakenRow(
                        row.id(),
                        row.userId(),
                        1,
                        new BigDecimal("59.90"),
                        "confirmed",
                        row.createdAt(),
                        row.updatedAt()));
        expectBroken("every claim acknowledged must be a confirmed booking at the promised price");
    }

    @Test
    void findsAClaimWhosePromotionIsStoredAsRunOut() {
        changePromotion(1, old -> ended(old, "expired", null));
        expectBroken(
                "every claim acknowledged must be a confirmed booking at the promised price",
                "no window must be cut short");
    }

    @Test
    void findsABookingOfSomebodyWhoClaimedNothing() {
        changePromotion(0, old -> ended(old, "used", new UUID(0, 9)));
        expectBroken("nobody must have claimed who did not");
    }

    @Test
    void acceptsABookingWhoseClaimWasNotAnswered() {
        var gus = new Member(eventId, new Buyer(UUID.randomUUID(), "token"), 1);
        var withGus = new QueueRecord(sale, List.of(ann, bob, cy, dan, eve, gus), List.of(), 1);
        taken.set(0, taken(new UUID(0, 1), UUID.randomUUID(), 2, "confirmed", 0, 0));
        join(gus, 0, "converted", 70);
        promise(gus, 60, "used", new UUID(0, 9));
        taken.add(taken(new UUID(0, 9), gus.buyer().id(), 1, "confirmed", 70, 70));
        gus.heardOfClaim(new Outcome.Lost("connection reset"), at(70));
        assertThat(QueueAudit.violations(withGus, seen()))
                .extracting(Violation::rule)
                .containsOnly("nobody must be promoted out of turn"); // Gus was first and is promoted late
    }

    @Test
    void findsAClaimThatSucceededTooLate() {
        taken.set(2, taken(new UUID(0, 3), bob.buyer().id(), 1, "confirmed", 80, 80));
        entries.set(1, ended(entries.get(1), 80));
        expectBroken("no claim must succeed when its window has run out");
    }

    @Test
    void findsAWindowThatWasCutShort() {
        entries.set(2, ended(entries.get(2), 79));
        expectBroken("no window must be cut short");
    }

    @Test
    void findsASeatThatIsStillPromised() {
        actor = new Availability(0, 0, 1, 4);
        expectBroken("when it is over every seat must be sold and none promised");
    }

    @Test
    void findsAPromotionThatNeverEnds() {
        changePromotion(2, old -> ended(old, "pending", null));
        expectBroken(
                "when it is over every seat must be sold and none promised",
                "at every moment no more seats must be taken and promised");
    }

    @Test
    void findsARepeatedClaimWithAnotherBooking() {
        bob.heardOfClaim(booking(bob, UUID.randomUUID()), at(31));
        expectBroken("members must hear what the contract says");
    }

    @Test
    void findsAClaimAnsweredAtAnotherPrice() {
        cy.heardOfClaim(booking(cy.buyer().id(), 1, UUID.randomUUID(), "59.90"), at(79));
        expectBroken(
                "members must hear what the contract says",
                "every claim acknowledged must be a confirmed booking at the promised price");
    }

    @Test
    void findsAClaimAcceptedAfterItsWindow() {
        cy.heardOfClaim(booking(cy, UUID.randomUUID()), at(80));
        expectBroken(
                "members must hear what the contract says",
                "every claim acknowledged must be a confirmed booking at the promised price");
    }

    @Test
    void findsAnInternalError() {
        eve.heardOfPromotions(answer(500, "oops"));
        expectBroken("members must hear what the contract says");
    }

    private void expectBroken(String... beginnings) {
        assertThat(violations()).isNotEmpty().allSatisfy(violation -> assertThat(beginnings)
                .as(violation.toString())
                .anyMatch(beginning -> violation.rule().startsWith(beginning)));
        assertThat(beginnings).allSatisfy(beginning -> assertThat(violations())
                .as(beginning)
                .anyMatch(violation -> violation.rule().startsWith(beginning)));
    }

    private List<Violation> violations() {
        return QueueAudit.violations(queue, seen());
    }

    private QueueSeen seen() {
        return new QueueSeen(actor, line, entries, promotions, taken);
    }

    private Member member(int quantity) {
        return new Member(eventId, new Buyer(UUID.randomUUID(), "token"), quantity);
    }

    private void join(Member member, int second, String status, int updated) {
        UUID id = UUID.randomUUID();
        String body =
                """
                {"id":"%s","eventId":"%s","userId":"%s","quantity":%d,"position":%d,"joinedAt":"%s"}
                """
                        .formatted(id, eventId, member.buyer().id(), member.quantity(), second, at(second));
        member.heardOfJoin(answer(201, body));
        entries.add(
                new EntryRow(id, member.buyer().id(), member.quantity(), 0, at(second), second, status, at(updated)));
    }

    private void promise(Member member, int second, String status, UUID bookingId) {
        UUID id = UUID.randomUUID();
        String body =
                """
                {"items":[{"id":"%s","eventId":"%s","quantity":%d,"unitPrice":"49.90","promotedAt":"%s",
                "expiresAt":"%s","status":"pending"}],"nextCursor":null}
                """
                        .formatted(id, eventId, member.quantity(), at(second), at(second + 60));
        member.heardOfPromotions(answer(200, body));
        promotions.add(new PromotionRow(
                id,
                member.entry().id(),
                member.buyer().id(),
                member.quantity(),
                PRICE,
                at(second),
                at(second + 60),
                status,
                bookingId));
    }

    private Outcome booking(Member member, UUID id) {
        return booking(member.buyer().id(), member.quantity(), id, "49.90");
    }

    private Outcome booking(UUID userId, int quantity, UUID id, String price) {
        String body =
                """
                {"id":"%s","reference":"EVT20260101000000000001","eventId":"%s","userId":"%s","quantity":%d,
                "unitPrice":"%s","status":"confirmed"}
                """
                        .formatted(id, eventId, userId, quantity, price);
        return answer(201, body);
    }

    private void changePromotion(int index, UnaryOperator<PromotionRow> change) {
        promotions.set(index, change.apply(promotions.get(index)));
    }

    private void swapPromotedAt(int one, int other) {
        PromotionRow first = promotions.get(one);
        PromotionRow second = promotions.get(other);
        promotions.set(one, promotedAt(first, second.promotedAt()));
        promotions.set(other, promotedAt(second, first.promotedAt()));
    }

    private static PromotionRow promotedAt(PromotionRow old, Instant at) {
        return new PromotionRow(
                old.id(),
                old.entryId(),
                old.userId(),
                old.quantity(),
                old.unitPrice(),
                at,
                at.plusSeconds(60),
                old.status(),
                old.bookingId());
    }

    private static PromotionRow ended(PromotionRow old, String status, UUID bookingId) {
        return new PromotionRow(
                old.id(),
                old.entryId(),
                old.userId(),
                old.quantity(),
                old.unitPrice(),
                old.promotedAt(),
                old.expiresAt(),
                status,
                bookingId);
    }

    private static EntryRow row(EntryRow old, int priority) {
        return new EntryRow(
                old.id(),
                old.userId(),
                old.quantity(),
                priority,
                old.joinedAt(),
                old.joinSeq(),
                old.status(),
                old.updatedAt());
    }

    private static EntryRow joined(EntryRow old, int second, int number) {
        return new EntryRow(
                old.id(),
                old.userId(),
                old.quantity(),
                old.priority(),
                at(second),
                number,
                old.status(),
                old.updatedAt());
    }

    private static EntryRow ended(EntryRow old, int second) {
        return new EntryRow(
                old.id(),
                old.userId(),
                old.quantity(),
                old.priority(),
                old.joinedAt(),
                old.joinSeq(),
                old.status(),
                at(second));
    }

    private static TakenRow taken(UUID id, UUID userId, int quantity, String status, int from, int changed) {
        return new TakenRow(id, userId, quantity, PRICE, status, at(from), at(changed));
    }

    private static Outcome.Answer problem(int status, String code) {
        return answer(status, "{\"code\":\"" + code + "\"}");
    }

    private static Outcome.Answer answer(int status, String body) {
        return new Outcome.Answer(status, null, false, body.getBytes(UTF_8), 1);
    }

    private static Instant at(int second) {
        return START.plusSeconds(second);
    }
}
