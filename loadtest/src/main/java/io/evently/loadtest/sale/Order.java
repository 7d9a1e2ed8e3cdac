package io.evently.loadtest.sale;

import io.evently.loadtest.client.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * One booking a customer asks for under one idempotency key, and everything ever heard about it: however often it is
 * repeated, it must be one booking with one answer. Used by one thread at a time.
 */
public final class Order {

    /** What is known of it. */
    public enum Fate {
        /** A 201 was heard. */
        ACCEPTED,
        /** Only refusals were heard, and nothing is in doubt. */
        REFUSED,
        /** A request got no answer, or {@code OUTCOME_UNKNOWN}: there may be a booking. */
        UNKNOWN
    }

    private enum Change {
        NOT_ASKED,
        UNKNOWN,
        DONE
    }

    private final UUID eventId;
    private final Buyer buyer;
    private final String key;
    private final int quantity;
    private final boolean hold;

    private byte[] accepted;
    private Booked booked;
    private boolean inDoubt;
    private int successes;
    private int losses;
    private final List<String> refusals = new ArrayList<>(1);
    private final List<String> contradictions = new ArrayList<>(0);
    private Change confirmation = Change.NOT_ASKED;
    private Change cancellation = Change.NOT_ASKED;
    private byte[] changed;

    /** An order not sent yet. */
    public Order(UUID eventId, Buyer buyer, String key, int quantity, boolean hold) {
        this.eventId = eventId;
        this.buyer = buyer;
        this.key = key;
        this.quantity = quantity;
        this.hold = hold;
    }

    public UUID eventId() {
        return eventId;
    }

    public Buyer buyer() {
        return buyer;
    }

    public String key() {
        return key;
    }

    public int quantity() {
        return quantity;
    }

    public boolean hold() {
        return hold;
    }

    /** Takes what came of asking for it, the first time or again. */
    public void heard(Outcome outcome) {
        if (outcome instanceof Outcome.Answer answer) {
            if (answer.status() == 201) {
                heardAcceptance(answer);
            } else {
                heardRefusal(answer);
            }
        } else {
            losses++;
            inDoubt = true;
        }
    }

    /** Takes what came of confirming it, the first time or again. */
    public void heardOfConfirmation(Outcome outcome) {
        confirmation = change("confirm", confirmation, outcome);
    }

    /** Takes what came of cancelling it, the first time or again. */
    public void heardOfCancellation(Outcome outcome) {
        if (cancellation == Change.NOT_ASKED) {
            changed = null; // from here on the body of the cancellation is the one to be repeated
        }
        cancellation = change("cancel", cancellation, outcome);
    }

    public Fate fate() {
        if (accepted != null) {
            return Fate.ACCEPTED;
        }
        return inDoubt ? Fate.UNKNOWN : Fate.REFUSED;
    }

    /** What the first 201 promised; only when {@link Fate#ACCEPTED}. */
    public Booked booked() {
        if (booked == null) {
            booked = Booked.of(Json.read(accepted));
        }
        return booked;
    }

    /** How many 201 were heard, repeats included. */
    public int successes() {
        return successes;
    }

    /** The {@code code} of every refusal heard, in order. */
    public List<String> refusals() {
        return refusals;
    }

    /** How many requests for it got no answer. */
    public int losses() {
        return losses;
    }

    /** Answers that contradict an earlier one or {@code api.md}. */
    public List<String> contradictions() {
        return contradictions;
    }

    /** Whether it was asked to be cancelled, with success or in doubt. */
    public boolean cancellationAsked() {
        return cancellation != Change.NOT_ASKED;
    }

    /** Whether it was asked to be confirmed, with success or in doubt. */
    public boolean confirmationAsked() {
        return confirmation != Change.NOT_ASKED;
    }

    /** The statuses the tables may show for it: one, unless the answer to a change is missing. */
    public Set<String> possibleStatuses() {
        if (cancellation == Change.DONE) {
            return Set.of("cancelled");
        }
        Set<String> before =
                switch (confirmation) {
                    case DONE -> Set.of("confirmed");
                    case UNKNOWN -> Set.of("pending", "confirmed");
                    case NOT_ASKED -> Set.of(hold ? "pending" : "confirmed");
                };
        if (cancellation == Change.NOT_ASKED) {
            return before;
        }
        return before.size() == 2
                ? Set.of("pending", "confirmed", "cancelled")
                : Set.of(before.iterator().next(), "cancelled");
    }

    @Override
    public String toString() {
        return "order " + key + " of " + quantity + (hold ? " held" : "");
    }

    private void heardAcceptance(Outcome.Answer answer) {
        successes++;
        if (accepted == null) {
            accepted = answer.body();
            if (answer.replayed() && !inDoubt) {
                contradictions.add("its first answer is marked as replayed");
            }
        } else if (!Arrays.equals(accepted, answer.body())) {
            contradictions.add("two answers: " + Json.text(accepted) + " and " + Json.text(answer.body()));
        } else if (!answer.replayed()) {
            contradictions.add("a repeat not marked as replayed");
        }
        inDoubt = false;
    }

    private void heardRefusal(Outcome.Answer answer) {
        String code = Refusal.codeOf(answer);
        refusals.add(code);
        switch (code) {
            case Refusal.OUTCOME_UNKNOWN -> inDoubt = true;
            case Refusal.BUSY -> {}
            default -> {
                inDoubt = false;
                if (accepted != null) {
                    contradictions.add("accepted before, refused now: " + code);
                }
            }
        }
    }

    private Change change(String what, Change before, Outcome outcome) {
        if (!(outcome instanceof Outcome.Answer answer)) {
            return before == Change.DONE ? before : Change.UNKNOWN;
        }
        if (answer.status() != 200) {
            String code = Refusal.codeOf(answer);
            if (code.equals(Refusal.OUTCOME_UNKNOWN) && before != Change.DONE) {
                return Change.UNKNOWN;
            }
            if (!code.equals(Refusal.BUSY) && !code.equals(Refusal.OUTCOME_UNKNOWN)) {
                contradictions.add("refused to " + what + ": " + code);
            }
            return before;
        }
        if (changed != null && !Arrays.equals(changed, answer.body())) {
            contradictions.add(
                    "two answers to " + what + ": " + Json.text(changed) + " and " + Json.text(answer.body()));
        }
        changed = answer.body();
        return Change.DONE;
    }
}
