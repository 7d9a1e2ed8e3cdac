package io.evently.loadtest.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The rules a {@link Ledger} is held against: pure, so that each can be shown to fail. */
public final class LedgerAudit {

    private final Ledger ledger;
    private final LedgerEvidence seen;
    private final List<Violation> violations = new ArrayList<>();

    private LedgerAudit(Ledger ledger, LedgerEvidence seen) {
        this.ledger = ledger;
        this.seen = seen;
    }

    /**
     * Every promise not kept; empty when all were. At most a few examples per rule.
     *
     * @param allowedRefusals the codes customers may have heard
     */
    public static List<Violation> violations(Ledger ledger, LedgerEvidence seen, Set<String> allowedRefusals) {
        var audit = new LedgerAudit(ledger, seen);
        audit.answersMustBeToWhatWasAsked();
        audit.everyBookingMustBeStoredAsAnswered();
        audit.noBookingMustBeStoredThatNobodyHeardOf();
        audit.noSeatMustBeLostOrSoldTwice();
        audit.everyRefusalMustBeOneOf(allowedRefusals);
        audit.everyAttemptMustHaveItsRow();
        return List.copyOf(audit.violations);
    }

    private void answersMustBeToWhatWasAsked() {
        var rule = rule("answers must be to what was asked");
        ledger.contradictions().forEach(rule::broken);
    }

    /** An id answered to two customers is among these: it is stored once. */
    private void everyBookingMustBeStoredAsAnswered() {
        rule("every booking must be stored as answered, once for each customer who was answered")
                .equal("not stored so", ledger.booked().missingIn(seen.stored()), 0);
    }

    private void noBookingMustBeStoredThatNobodyHeardOf() {
        int unheard = seen.stored().missingIn(ledger.booked());
        if (unheard > ledger.losses()) {
            rule("no booking must be stored that nobody heard of")
                    .broken(unheard + " of them, and " + ledger.losses() + " requests without an answer");
        }
    }

    private void noSeatMustBeLostOrSoldTwice() {
        var tables = rule("the tables must show each event's seats less those acknowledged");
        var actors = rule("confirmed + held + promised + available = capacity in the actor");
        var confirmed = rule("the actor must have confirmed the seats acknowledged");
        if (ledger.losses() > 0) {
            return; // what a request without an answer took, nobody can tell from sums
        }
        ledger.eventIds().forEach(id -> {
            Long available = seen.available().get(id);
            if (available == null) {
                tables.broken("no row of " + id);
            } else {
                tables.equal(id.toString(), available, ledger.capacity() - ledger.seats(id));
            }
        });
        seen.actors().forEach((id, actor) -> {
            actors.equal(
                    actor.toString(),
                    actor.confirmed() + actor.held() + actor.promised() + actor.available(),
                    ledger.capacity());
            confirmed.equal(id.toString(), actor.confirmed(), ledger.seats(id));
        });
    }

    private void everyRefusalMustBeOneOf(Set<String> allowed) {
        var rule = rule("every refusal must be one of " + allowed);
        ledger.answers().forEach((answer, count) -> {
            if (!answer.equals(Tables.CREATED) && !allowed.contains(answer)) {
                rule.broken(count + " × " + answer);
            }
        });
    }

    private void everyAttemptMustHaveItsRow() {
        long rows = seen.attempts().values().stream().mapToLong(Long::longValue).sum();
        boolean kept = ledger.losses() == 0
                ? seen.attempts().equals(ledger.answers())
                : rows >= ledger.answered() && rows <= ledger.answered() + ledger.losses();
        if (!kept) {
            rule("every attempt must have its row")
                    .broken("heard " + ledger.answers() + ", lost " + ledger.losses() + ", stored " + seen.attempts());
        }
    }

    private Rule rule(String sentence) {
        return new Rule(sentence, violations);
    }
}
