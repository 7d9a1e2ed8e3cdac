package io.evently.loadtest.audit;

import io.evently.loadtest.audit.Tables.EntryRow;
import io.evently.loadtest.audit.Tables.PromotionRow;
import io.evently.loadtest.audit.Tables.TakenRow;
import io.evently.loadtest.queue.Entry;
import io.evently.loadtest.queue.Member;
import io.evently.loadtest.queue.QueueRecord;
import io.evently.loadtest.sale.EventlyApi;
import io.evently.loadtest.sale.Order;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The rules a strict queue is held against when it is over: pure, so that each can be shown to fail. Priorities must have
 * been changed only before the first promotion; then the tables tell who waited at which moment.
 */
public final class QueueAudit {

    private static final Comparator<EntryRow> WHO_IS_FIRST = Comparator.<EntryRow>comparingInt(
                    entry -> -entry.priority())
            .thenComparing(EntryRow::joinedAt)
            .thenComparing(EntryRow::joinSeq);

    private final QueueRecord queue;
    private final QueueSeen seen;
    private final Map<UUID, EntryRow> entries;
    private final Map<UUID, PromotionRow> promotions;
    private final Map<UUID, PromotionRow> promotionOfEntry;
    private final Map<UUID, TakenRow> taken;
    private final List<Violation> violations = new ArrayList<>();

    private QueueAudit(QueueRecord queue, QueueSeen seen) {
        this.queue = queue;
        this.seen = seen;
        this.entries = by(EntryRow::id, seen.entries());
        this.promotions = by(PromotionRow::id, seen.promotions());
        this.promotionOfEntry = by(PromotionRow::entryId, seen.promotions());
        this.taken = by(TakenRow::id, seen.taken());
    }

    /** Every promise not kept; empty when all were. At most a few examples per rule. */
    public static List<Violation> violations(QueueRecord queue, QueueSeen seen) {
        var audit = new QueueAudit(queue, seen);
        audit.everyoneLetInMustBeStoredAsAnswered();
        audit.nobodyMustBeStoredWhoDidNotJoin();
        audit.theLineMustBeShownInItsOrder();
        audit.noEntryMustBePromotedTwice();
        audit.everyPromotionMustPromiseWhatItsEntryWants();
        audit.nobodyMustBePromotedOutOfTurn();
        audit.noSeatMustBePromisedTwice();
        audit.nobodyMustGetInWithoutWaiting();
        audit.everyClaimMustBeABookingAtThePromisedPrice();
        audit.nobodyMustHaveClaimedWhoDidNot();
        audit.noClaimMustSucceedTooLate();
        audit.noWindowMustBeCutShort();
        audit.everySeatMustBeSoldAgain();
        audit.repeatsMustGetTheFirstAnswer();
        return List.copyOf(audit.violations);
    }

    private void everyoneLetInMustBeStoredAsAnswered() {
        var rule = rule("everyone let in must be stored as answered");
        for (Member member : queue.members()) {
            Entry entry = member.entry();
            EntryRow row = entry == null ? null : entries.get(entry.id());
            if (entry != null && (row == null || !isAsAnswered(member, row))) {
                rule.broken(member + ": " + entry + " is stored as " + row);
            }
        }
    }

    private static boolean isAsAnswered(Member member, EntryRow row) {
        return row.userId().equals(member.buyer().id())
                && row.quantity() == member.quantity()
                && row.priority() == member.priority()
                && row.joinedAt().equals(member.entry().joinedAt());
    }

    private void nobodyMustBeStoredWhoDidNotJoin() {
        var rule = rule("nobody must be stored who did not join");
        Map<UUID, Integer> allowed = new HashMap<>();
        for (Member member : queue.members()) {
            allowed.put(member.buyer().id(), member.joinsLost() + (member.joined() ? 1 : 0));
        }
        Map<UUID, List<EntryRow>> ofUser = seen.entries().stream().collect(Collectors.groupingBy(EntryRow::userId));
        ofUser.forEach((user, rows) -> {
            if (rows.size() > allowed.getOrDefault(user, 0)) {
                rule.broken(rows.toString());
            }
        });
    }

    private void theLineMustBeShownInItsOrder() {
        List<UUID> stored = seen.entries().stream()
                .filter(entry -> entry.status().equals("waiting"))
                .sorted(WHO_IS_FIRST)
                .map(EntryRow::id)
                .toList();
        if (!stored.equals(seen.line())) {
            rule("the line must be shown in its order")
                    .broken(seen.line().size() + " are shown and " + stored.size() + " stored, or in another order");
        }
    }

    private void noEntryMustBePromotedTwice() {
        var rule = rule("no entry must be promoted twice");
        Set<UUID> promoted = new HashSet<>();
        for (PromotionRow promotion : seen.promotions()) {
            if (!promoted.add(promotion.entryId())) {
                rule.broken(promotion.toString());
            }
        }
    }

    private void everyPromotionMustPromiseWhatItsEntryWants() {
        var rule = rule("every promotion must promise what its entry wants, at the price, for the whole window");
        var window = Duration.ofMinutes(queue.windowMinutes());
        for (PromotionRow promotion : seen.promotions()) {
            EntryRow entry = entries.get(promotion.entryId());
            boolean asWanted = entry != null
                    && promotion.userId().equals(entry.userId())
                    && promotion.quantity() == entry.quantity()
                    && promotion.unitPrice().compareTo(new BigDecimal(EventlyApi.PRICE)) == 0
                    && promotion.expiresAt().equals(promotion.promotedAt().plus(window));
            if (!asWanted) {
                rule.broken(promotion + " of " + entry);
            }
        }
    }

    /** Whoever was in the queue before a promotion, had the better place, and waited on after it, was passed over. */
    private void nobodyMustBePromotedOutOfTurn() {
        var rule = rule("nobody must be promoted out of turn");
        List<EntryRow> inOrder = seen.entries().stream().sorted(WHO_IS_FIRST).toList();
        for (PromotionRow promotion : seen.promotions()) {
            EntryRow lucky = entries.get(promotion.entryId());
            for (EntryRow entry : inOrder) {
                if (lucky == null || WHO_IS_FIRST.compare(entry, lucky) >= 0) {
                    break;
                }
                if (waitedBefore(entry, lucky, promotion) && waitedAfter(entry, promotion.promotedAt())) {
                    rule.broken(lucky + " at " + promotion.promotedAt() + " before " + entry);
                }
            }
        }
    }

    /** What one commit holds has one time; there the join number tells, for who is promoted has joined before. */
    private static boolean waitedBefore(EntryRow entry, EntryRow lucky, PromotionRow promotion) {
        return entry.joinedAt().isBefore(promotion.promotedAt())
                || (entry.joinedAt().equals(promotion.promotedAt()) && entry.joinSeq() < lucky.joinSeq());
    }

    private boolean waitedAfter(EntryRow entry, Instant moment) {
        PromotionRow own = promotionOfEntry.get(entry.id());
        if (own != null) {
            return own.promotedAt().isAfter(moment);
        }
        return entry.status().equals("waiting") || entry.updatedAt().isAfter(moment);
    }

    /** Of what happened at one time only the sum counts: it is one commit, and nobody saw a part of it. */
    private void noSeatMustBePromisedTwice() {
        var rule = rule("at every moment no more seats must be taken and promised than there are");
        var changes = new TreeMap<Instant, Long>();
        for (TakenRow row : seen.taken()) {
            changes.merge(row.createdAt(), (long) row.quantity(), Long::sum);
            if (!row.status().equals("confirmed") && !row.status().equals("pending")) {
                changes.merge(row.updatedAt(), (long) -row.quantity(), Long::sum);
            }
        }
        for (PromotionRow promotion : seen.promotions()) {
            changes.merge(promotion.promotedAt(), (long) promotion.quantity(), Long::sum);
            EntryRow entry = entries.get(promotion.entryId());
            if (entry != null && !promotion.status().equals("pending")) {
                changes.merge(entry.updatedAt(), (long) -promotion.quantity(), Long::sum);
            }
        }
        long sum = 0;
        for (var change : changes.entrySet()) {
            sum += change.getValue();
            if (sum > queue.sale().capacity()) {
                rule.broken(sum + " at " + change.getKey());
            }
        }
    }

    private void nobodyMustGetInWithoutWaiting() {
        var rule = rule("nobody must get a freed seat without waiting");
        for (Order outsider : queue.outsiders()) {
            if (outsider.fate() == Order.Fate.ACCEPTED) {
                rule.broken(outsider + ": " + outsider.booked());
            }
        }
    }

    private void everyClaimMustBeABookingAtThePromisedPrice() {
        var rule = rule("every claim acknowledged must be a confirmed booking at the promised price");
        for (Member member : queue.members()) {
            if (member.booked() == null) {
                continue;
            }
            PromotionRow promotion = promotions.get(member.promised().id());
            TakenRow booking = taken.get(member.booked().id());
            boolean kept = promotion != null
                    && booking != null
                    && promotion.status().equals("used")
                    && booking.id().equals(promotion.bookingId())
                    && booking.status().equals("confirmed")
                    && booking.userId().equals(member.buyer().id())
                    && booking.quantity() == member.quantity()
                    && booking.unitPrice().compareTo(member.promised().unitPrice()) == 0
                    && booking.unitPrice().compareTo(promotion.unitPrice()) == 0;
            if (!kept) {
                rule.broken(member + ": " + promotion + " and " + booking);
            }
        }
    }

    private void nobodyMustHaveClaimedWhoDidNot() {
        var rule = rule("nobody must have claimed who did not");
        Set<UUID> claimed = new HashSet<>();
        Set<UUID> inDoubt = new HashSet<>();
        for (Member member : queue.members()) {
            if (member.booked() != null) {
                claimed.add(member.promised().id());
            } else if (member.claimInDoubt()) {
                inDoubt.add(member.promised().id());
            }
        }
        for (PromotionRow promotion : seen.promotions()) {
            boolean used = promotion.status().equals("used");
            if (used && !claimed.contains(promotion.id()) && !inDoubt.contains(promotion.id())) {
                rule.broken(promotion.toString());
            }
        }
    }

    private void noClaimMustSucceedTooLate() {
        var rule = rule("no claim must succeed when its window has run out");
        for (PromotionRow promotion : seen.promotions()) {
            TakenRow booking = promotion.bookingId() == null ? null : taken.get(promotion.bookingId());
            if (booking != null && !booking.createdAt().isBefore(promotion.expiresAt())) {
                rule.broken(promotion + " became " + booking);
            }
        }
    }

    /** Unless its user said no. */
    private void noWindowMustBeCutShort() {
        var rule = rule("no window must be cut short");
        Set<UUID> refused = new HashSet<>();
        for (Member member : queue.members()) {
            if (member.declineAsked() || member.leaveAsked()) {
                refused.add(member.buyer().id());
            }
        }
        for (PromotionRow promotion : seen.promotions()) {
            EntryRow entry = entries.get(promotion.entryId());
            boolean ranOut =
                    promotion.status().equals("expired") && entry != null && !refused.contains(promotion.userId());
            if (ranOut && entry.updatedAt().isBefore(promotion.expiresAt())) {
                rule.broken(promotion + " ended at " + entry.updatedAt());
            }
        }
    }

    private void everySeatMustBeSoldAgain() {
        var rule = rule("when it is over every seat must be sold and none promised");
        rule.equal("confirmed", seen.actor().confirmed(), queue.sale().capacity());
        rule.equal("promised", seen.actor().promised(), 0);
        long open = seen.promotions().stream()
                .filter(promotion -> promotion.status().equals("pending"))
                .count();
        rule.equal("open promotions in the tables", open, 0);
        long promoted = seen.entries().stream()
                .filter(entry -> entry.status().equals("promoted"))
                .count();
        rule.equal("promoted entries in the tables", promoted, 0);
    }

    private void repeatsMustGetTheFirstAnswer() {
        var rule = rule("members must hear what the contract says, and repeats the first answer");
        for (Member member : queue.members()) {
            member.contradictions().forEach(what -> rule.broken(member + ": " + what));
        }
    }

    private static <T> Map<UUID, T> by(Function<T, UUID> id, List<T> rows) {
        return rows.stream().collect(Collectors.toMap(id, Function.identity(), (first, second) -> first));
    }

    private Rule rule(String sentence) {
        return new Rule(sentence, violations);
    }
}
