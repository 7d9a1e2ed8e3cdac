package io.evently.loadtest.scenario.stampede;

import io.evently.loadtest.history.Buyer;
import io.evently.loadtest.history.History;
import io.evently.loadtest.history.Sale;
import io.evently.loadtest.sut.Tokens;
import io.evently.loadtest.verify.Auditor;
import io.evently.loadtest.verify.Expectations;
import io.evently.loadtest.verify.Rule;
import io.evently.loadtest.verify.Tables;
import io.evently.loadtest.verify.Violation;
import java.net.InetSocketAddress;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A sold-out event and those who wait for it.
 *
 * @param sale the event
 * @param members everybody who joins, in the order in which they mean to
 * @param returned bookings that are cancelled, which frees the seats people wait for
 * @param back those of them that are known to be cancelled
 * @param windowMinutes how long a promotion can be claimed
 * @param history everything asked for and heard, the first sale too
 */
public record Queue(
        Sale sale,
        List<WaitingCustomer> members,
        List<Sold> returned,
        Set<Sold> back,
        int windowMinutes,
        History history) {

    /** A booking of somebody who will give it back. */
    public record Sold(Buyer buyer, UUID booking, int quantity) {}

    /** A queue nobody has joined yet. */
    Queue(Sale sale, List<WaitingCustomer> members, List<Sold> returned, int windowMinutes, History history) {
        this(sale, members, returned, ConcurrentHashMap.newKeySet(), windowMinutes, history);
    }

    /** Those known to be in the queue, who is served first first; exact while nobody was promoted between two joins. */
    public List<WaitingCustomer> line() {
        return members.stream()
                .filter(member -> member.entry() != null)
                .sorted(Comparator.<WaitingCustomer>comparingInt(member -> -member.priority())
                        .thenComparing(member -> member.entry().joinedAt())
                        .thenComparing(member -> member.entry().position()))
                .toList();
    }

    /** Whether everybody is in, and every seat that is to be given back was. */
    boolean nobodyComesAnyMore() {
        return back.size() == returned.size() && members.stream().allMatch(WaitingCustomer::joined);
    }

    /** Seats given back when all are. */
    int seatsReturned() {
        return returned.stream().mapToInt(Sold::quantity).sum();
    }

    /** Every promise that was broken to those who wait, and to those who sold or bought. */
    public List<Violation> audit(InetSocketAddress server, Tokens tokens, int databasePort) {
        Auditor auditor = new Auditor(server, tokens, databasePort);
        List<Violation> violations = new ArrayList<>(auditor.audit(history, List.of(sale), Expectations.stampede()));
        try {
            violations.addAll(prioritiesMustBeThoseSet(new Tables(databasePort).priorities(sale.eventId())));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return violations;
    }

    List<Violation> prioritiesMustBeThoseSet(Map<UUID, Integer> stored) {
        List<Violation> violations = new ArrayList<>();
        var rule = new Rule("each entry has the priority that an admin set, or none", violations);
        for (WaitingCustomer member : members) {
            Integer priority =
                    member.entry() == null ? null : stored.get(member.entry().id());
            if (priority != null && priority != member.priority()) {
                rule.broken(member + " has " + priority + " instead of " + member.priority());
            }
        }
        return violations;
    }
}
