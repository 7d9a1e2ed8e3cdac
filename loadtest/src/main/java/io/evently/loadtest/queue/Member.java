package io.evently.loadtest.queue;

import com.fasterxml.jackson.databind.JsonNode;
import io.evently.loadtest.client.Outcome;
import io.evently.loadtest.sale.Booked;
import io.evently.loadtest.sale.Buyer;
import io.evently.loadtest.sale.Json;
import io.evently.loadtest.sale.Refusal;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * Somebody who waits for seats, and everything they ever heard about it: one entry, at most one promotion of it, and one
 * booking however often it is claimed. May be used by many threads.
 */
public final class Member {

    /** What somebody does when seats are promised to them. */
    public enum Plan {
        CLAIM,
        DECLINE,
        /** Comes when the window has run out, and claims in vain. */
        LAPSE,
        /** Does not wait for it, and goes. */
        LEAVE
    }

    /** Whether an answer came in time is not asked to the millisecond: it was on its way. */
    private static final Duration ON_ITS_WAY = Duration.ofSeconds(1);

    private final UUID eventId;
    private final Buyer buyer;
    private final int quantity;

    private Plan plan = Plan.CLAIM;
    private int priority;
    private Entry entry;
    private boolean joined;
    private boolean joinInDoubt;
    private int joinsLost;
    private Promised promised;
    private Outcome.Answer claimed;
    private boolean claimInDoubt;
    private boolean declined;
    private boolean declineInDoubt;
    private boolean left;
    private boolean leaveInDoubt;
    private boolean over;
    private final List<String> contradictions = new ArrayList<>(0);

    /** Somebody who wants so many seats and has not joined yet. */
    public Member(UUID eventId, Buyer buyer, int quantity) {
        this.eventId = eventId;
        this.buyer = buyer;
        this.quantity = quantity;
    }

    public UUID eventId() {
        return eventId;
    }

    public Buyer buyer() {
        return buyer;
    }

    public int quantity() {
        return quantity;
    }

    public synchronized Plan plan() {
        return plan;
    }

    public synchronized void plan(Plan next) {
        plan = next;
    }

    /** What an admin set; higher is served first. */
    public synchronized int priority() {
        return priority;
    }

    public synchronized void priority(int next) {
        priority = next;
    }

    /** What the join was answered with; null before, and if the answer was lost and the entry has ended meanwhile. */
    public synchronized Entry entry() {
        return entry;
    }

    /** Whether it is known that they were let in. */
    public synchronized boolean joined() {
        return joined;
    }

    /** How many joins got no answer: so many entries there may be that nobody told of. */
    public synchronized int joinsLost() {
        return joinsLost;
    }

    /** The promotion they found, or null. */
    public synchronized Promised promised() {
        return promised;
    }

    /** The first answer to a claim that was a booking, or null. */
    public synchronized Outcome.Answer claim() {
        return claimed;
    }

    /** The booking a claim was answered with, or null. */
    public synchronized Booked booked() {
        return claimed == null ? null : Booked.of(Json.read(claimed.body()));
    }

    /** Whether a claim has no answer, so that there may be a booking nobody told of. */
    public synchronized boolean claimInDoubt() {
        return claimInDoubt;
    }

    /** Whether they said no to their promotion, with success or in doubt. */
    public synchronized boolean declineAsked() {
        return declined || declineInDoubt;
    }

    /** Whether they went, with success or in doubt. */
    public synchronized boolean leaveAsked() {
        return left || leaveInDoubt;
    }

    /** Whether nothing is left to be done: claimed, declined, run out, or gone. */
    public synchronized boolean over() {
        return over;
    }

    /** Answers that contradict an earlier one or {@code api.md}. */
    public synchronized List<String> contradictions() {
        return List.copyOf(contradictions);
    }

    /** Takes what came of joining, the first time or again. */
    public synchronized void heardOfJoin(Outcome outcome) {
        if (isLost(outcome)) {
            joinInDoubt = true;
            joinsLost++;
            return;
        }
        var answer = (Outcome.Answer) outcome;
        if (answer.status() == 201) {
            heardEntry(answer);
            return;
        }
        String code = Refusal.codeOf(answer);
        if (code.equals(Refusal.ALREADY_WAITING) && joinInDoubt) {
            joined = true; // which entry it is, GET me tells
        } else if (!code.equals(Refusal.BUSY)) {
            contradictions.add("refused to join: " + code);
        }
    }

    /** Takes what came of asking for their entry, after a join without an answer. */
    public synchronized void heardOfMe(Outcome outcome) {
        if (isLost(outcome)) {
            return;
        }
        var answer = (Outcome.Answer) outcome;
        if (answer.status() == 200) {
            heardEntry(answer);
        } else if (Refusal.codeOf(answer).equals(Refusal.NOT_FOUND)) {
            over = true; // promoted and run out while nobody could tell
        } else if (!Refusal.codeOf(answer).equals(Refusal.BUSY)) {
            contradictions.add("refused to tell their place: " + Refusal.codeOf(answer));
        }
    }

    /** Takes what came of leaving, the first time or again. */
    public synchronized void heardOfLeave(Outcome outcome) {
        if (isLost(outcome)) {
            leaveInDoubt = true;
            return;
        }
        var answer = (Outcome.Answer) outcome;
        if (answer.status() == 204) {
            left = true;
            over = true;
            return;
        }
        String code = Refusal.codeOf(answer);
        if (code.equals(Refusal.NOT_FOUND) && leaveInDoubt) {
            over = true;
        } else if (!code.equals(Refusal.BUSY)) {
            contradictions.add("refused to leave: " + code);
        }
    }

    /** Takes their list of promotions; it follows behind the event. */
    public synchronized void heardOfPromotions(Outcome outcome) {
        if (isLost(outcome)) {
            return;
        }
        var answer = (Outcome.Answer) outcome;
        if (answer.status() != 200) {
            String code = Refusal.codeOf(answer);
            if (!code.equals(Refusal.BUSY)) {
                contradictions.add("refused to show promotions: " + code);
            }
            return;
        }
        for (JsonNode item : Json.read(answer.body()).path("items")) {
            heardPromise(Promised.of(item), Json.text(item, "status"));
        }
    }

    /**
     * Takes what came of claiming, the first time or again.
     *
     * @param asked when it was sent, or a moment before
     */
    public synchronized void heardOfClaim(Outcome outcome, Instant asked) {
        boolean inTime = asked.isBefore(promised.expiresAt());
        if (isLost(outcome)) {
            // Who asks too late gets nothing, whether they hear of it or not.
            claimInDoubt |= claimed == null && inTime;
            return;
        }
        var answer = (Outcome.Answer) outcome;
        if (answer.status() == 201) {
            heardBooking(answer, inTime);
            return;
        }
        String code = Refusal.codeOf(answer);
        if (code.equals(Refusal.PROMOTION_EXPIRED)) {
            heardItRanOut(claimed != null);
            claimInDoubt = false;
        } else if (!code.equals(Refusal.BUSY)) {
            contradictions.add("refused to claim: " + code);
        }
    }

    /** Takes what came of declining, the first time or again. */
    public synchronized void heardOfDecline(Outcome outcome) {
        if (isLost(outcome)) {
            declineInDoubt = true;
            return;
        }
        var answer = (Outcome.Answer) outcome;
        if (answer.status() == 204) {
            declined = true;
            over = true;
            return;
        }
        String code = Refusal.codeOf(answer);
        if (code.equals(Refusal.PROMOTION_EXPIRED)) {
            heardItRanOut(declined);
        } else if (!code.equals(Refusal.BUSY)) {
            contradictions.add("refused to decline: " + code);
        }
    }

    @Override
    public String toString() {
        return "member " + buyer.id() + " for " + quantity;
    }

    private void heardEntry(Outcome.Answer answer) {
        Entry heard = Entry.of(Json.read(answer.body()));
        boolean isTheirs =
                heard.eventId().equals(eventId) && heard.userId().equals(buyer.id()) && heard.quantity() == quantity;
        if (!isTheirs) {
            contradictions.add("joined as " + heard);
        }
        if (entry != null && !joinInDoubt) {
            contradictions.add("joined twice: " + entry.id() + " and " + heard.id());
        }
        entry = heard;
        joined = true;
        joinInDoubt = false;
    }

    private void heardPromise(Promised heard, String status) {
        if (!heard.eventId().equals(eventId) || heard.quantity() != quantity) {
            contradictions.add("promised " + heard);
        }
        if (promised != null && !promised.equals(heard)) {
            contradictions.add("promised twice: " + promised + " and " + heard);
        }
        promised = heard;
        over |= status.equals("expired") && !claimInDoubt;
    }

    private void heardBooking(Outcome.Answer answer, boolean inTime) {
        byte[] body = answer.body();
        if (claimed != null) {
            if (!Arrays.equals(claimed.body(), body)) {
                contradictions.add("two answers: " + Json.text(claimed.body()) + " and " + Json.text(body));
            }
            return;
        }
        if (!inTime && !claimInDoubt) {
            contradictions.add("claimed after " + promised.expiresAt());
        }
        claimed = answer;
        claimInDoubt = false;
        over = true;
        JsonNode json = Json.read(body);
        Booked booked = Booked.of(json);
        boolean isTheirs = booked.eventId().equals(eventId)
                && booked.userId().equals(buyer.id())
                && booked.quantity() == quantity
                && new BigDecimal(Json.text(json, "unitPrice")).compareTo(promised.unitPrice()) == 0
                && Json.text(json, "status").equals("confirmed");
        if (!isTheirs) {
            contradictions.add("promised " + promised + " and answered with " + Json.text(body));
        }
    }

    private void heardItRanOut(boolean settledBefore) {
        if (settledBefore) {
            contradictions.add("settled before, run out now");
        } else if (!declineInDoubt && Instant.now().plus(ON_ITS_WAY).isBefore(promised.expiresAt())) {
            contradictions.add("run out before " + promised.expiresAt());
        }
        over = true;
    }

    private static boolean isLost(Outcome outcome) {
        return !(outcome instanceof Outcome.Answer answer)
                || (answer.status() == 503 && Refusal.codeOf(answer).equals(Refusal.OUTCOME_UNKNOWN));
    }
}
