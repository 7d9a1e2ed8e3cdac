package io.evently.loadtest.audit;

import io.evently.loadtest.audit.Tables.BookingRow;
import io.evently.loadtest.sale.Booked;
import io.evently.loadtest.sale.Order;
import io.evently.loadtest.sale.SaleRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The rules a sale is held against: pure, so that each can be shown to fail. */
public final class SaleAudit {

    private final SaleRecord sale;
    private final Seen seen;
    private final Expectations expected;
    private final List<Violation> violations = new ArrayList<>();

    private SaleAudit(SaleRecord sale, Seen seen, Expectations expected) {
        this.sale = sale;
        this.seen = seen;
        this.expected = expected;
    }

    /** Every promise not kept; empty when all were. At most a few examples per rule. */
    public static List<Violation> violations(SaleRecord sale, Seen seen, Expectations expected) {
        var audit = new SaleAudit(sale, seen, expected);
        audit.capacityMustBeTheOneOnSale();
        audit.actorMustConserveSeats();
        audit.pageMustAgreeWithActor();
        audit.tablesMustAgreeWithActor();
        audit.everySeatMustBeSoldWhenMoreWereAskedFor();
        audit.everyAcceptedOrderMustBeStoredAsAnswered();
        audit.ownersMustReadWhatTheyWereAnswered();
        audit.noBookingMustAnswerTwoOrders();
        audit.noBookingMustBeStoredThatNobodyAskedFor();
        audit.repeatsMustGetTheFirstAnswer();
        audit.everyRefusalMustBeAllowed();
        audit.everyAttemptMustHaveItsRow();
        audit.everyRowMustLieInItsDatabase();
        return List.copyOf(audit.violations);
    }

    private void capacityMustBeTheOneOnSale() {
        var rule = rule("capacity must be the one on sale");
        rule.equal("page", seen.page().capacity(), sale.capacity());
        if (seen.event() == null) {
            rule.broken("no row in events");
        } else {
            rule.equal("table", seen.event().capacity(), sale.capacity());
        }
    }

    private void actorMustConserveSeats() {
        var actor = seen.actor();
        rule("confirmed + held + promised + available = capacity in the actor")
                .equal(
                        actor.toString(),
                        actor.confirmed() + actor.held() + actor.promised() + actor.available(),
                        sale.capacity());
    }

    private void pageMustAgreeWithActor() {
        rule("the event's page must show the actor's available seats")
                .equal("page", seen.page().available(), seen.actor().available());
    }

    private void tablesMustAgreeWithActor() {
        var rule = rule("the tables must show the actor's seats");
        rule.equal("confirmed", seatsStored("confirmed"), seen.actor().confirmed());
        rule.equal("held", seatsStored("pending"), seen.actor().held());
        if (seen.event() != null) {
            rule.equal("available", seen.event().available(), seen.actor().available());
        }
    }

    private void everySeatMustBeSoldWhenMoreWereAskedFor() {
        if (expected.soldOut()) {
            rule("every seat must be sold").equal("confirmed", seen.actor().confirmed(), sale.capacity());
        }
    }

    private void everyAcceptedOrderMustBeStoredAsAnswered() {
        var rule = rule("every accepted order must be stored as answered");
        Map<UUID, BookingRow> rows = new HashMap<>();
        seen.bookings().forEach(row -> rows.put(row.id(), row));
        for (Order order : accepted()) {
            BookingRow row = rows.get(order.booked().id());
            if (row == null) {
                rule.broken(order + ": no row of " + order.booked());
            } else if (!isAsAnswered(order, row)) {
                rule.broken(order + ": " + order.booked() + " " + order.possibleStatuses() + " is stored as " + row);
            }
        }
    }

    private void ownersMustReadWhatTheyWereAnswered() {
        var rule = rule("owners must read what they were answered");
        seen.asked().forEach((order, now) -> {
            if (!now.booked().equals(order.booked())
                    || !order.possibleStatuses().contains(now.status())) {
                rule.broken(order + ": " + order.booked() + " " + order.possibleStatuses() + " is read as " + now);
            }
        });
    }

    private void noBookingMustAnswerTwoOrders() {
        var rule = rule("no booking and no reference must answer two orders");
        Set<UUID> ids = new HashSet<>();
        Set<String> references = new HashSet<>();
        for (Order order : accepted()) {
            Booked booked = order.booked();
            if (!ids.add(booked.id()) || !references.add(booked.reference())) {
                rule.broken(order + ": " + booked + " was somebody else's answer too");
            }
        }
    }

    private void noBookingMustBeStoredThatNobodyAskedFor() {
        var rule = rule("no booking must be stored that nobody asked for");
        Set<UUID> known = new HashSet<>();
        accepted().forEach(order -> known.add(order.booked().id()));
        long inDoubt = sale.orders().stream()
                .filter(order -> order.fate() == Order.Fate.UNKNOWN)
                .count();
        List<BookingRow> others = seen.bookings().stream()
                .filter(row -> !known.contains(row.id()))
                .toList();
        if (others.size() > inDoubt) {
            others.forEach(row -> rule.broken(row.toString()));
        }
        long distinct = seen.bookings().stream().map(BookingRow::id).distinct().count();
        rule.equal("distinct ids", distinct, seen.bookings().size());
    }

    private void repeatsMustGetTheFirstAnswer() {
        var rule = rule("repeats must get the first answer");
        for (Order order : sale.orders()) {
            order.contradictions().forEach(what -> rule.broken(order + ": " + what));
        }
    }

    private void everyRefusalMustBeAllowed() {
        var rule = rule("every refusal must be one of " + expected.allowedRefusals());
        sale.answers().forEach((answer, count) -> {
            if (!answer.equals(SaleRecord.CREATED)
                    && !expected.allowedRefusals().contains(answer)) {
                rule.broken(count + " × " + answer);
            }
        });
    }

    private void everyAttemptMustHaveItsRow() {
        var rule = rule("every attempt must have its row");
        Map<String, Long> heard = sale.answers();
        long rows = seen.attempts().values().stream().mapToLong(Long::longValue).sum();
        long answers = heard.values().stream().mapToLong(Long::longValue).sum();
        if (rows > answers + sale.losses()) {
            rule.broken(rows + " rows of " + answers + " answers and " + sale.losses() + " losses");
        } else if (expected.everyAttemptLogged() && sale.losses() == 0 && !heard.equals(seen.attempts())) {
            rule.broken("heard " + heard + ", stored " + seen.attempts());
        } else if (expected.everyAttemptLogged() && rows < answers) {
            rule.broken(rows + " rows of " + answers + " answers");
        }
    }

    private void everyRowMustLieInItsDatabase() {
        rule("every row must lie in the database of its event").equal("strays", seen.strays(), 0);
    }

    private List<Order> accepted() {
        return sale.orders().stream()
                .filter(order -> order.fate() == Order.Fate.ACCEPTED)
                .toList();
    }

    private long seatsStored(String status) {
        return seen.bookings().stream()
                .filter(row -> row.status().equals(status))
                .mapToLong(BookingRow::quantity)
                .sum();
    }

    private static boolean isAsAnswered(Order order, BookingRow row) {
        Booked booked = order.booked();
        return row.reference().equals(booked.reference())
                && row.quantity() == booked.quantity()
                && row.quantity() == order.quantity()
                && row.userId().equals(booked.userId())
                && row.userId().equals(order.buyer().id())
                && booked.eventId().equals(order.eventId())
                && order.possibleStatuses().contains(row.status());
    }

    private Rule rule(String sentence) {
        return new Rule(sentence, violations);
    }
}
