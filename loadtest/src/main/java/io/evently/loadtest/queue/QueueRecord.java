package io.evently.loadtest.queue;

import io.evently.loadtest.sale.Order;
import io.evently.loadtest.sale.SaleRecord;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Everything that was asked for and heard in a queue.
 *
 * @param sale what was booked before, the attempts of those who do not wait included
 * @param members everybody who joins, in the order in which they mean to
 * @param returned orders of the sale that are cancelled, which frees the seats people wait for
 * @param outsiders orders of those who come and book without waiting
 * @param back those of the returned orders that are known to be cancelled
 * @param windowMinutes how long a promotion can be claimed
 */
public record QueueRecord(
        SaleRecord sale,
        List<Member> members,
        List<Order> returned,
        Set<Order> back,
        Queue<Order> outsiders,
        int windowMinutes) {

    /** A queue nobody has joined yet. */
    public QueueRecord(SaleRecord sale, List<Member> members, List<Order> returned, int windowMinutes) {
        this(
                sale,
                List.copyOf(members),
                List.copyOf(returned),
                ConcurrentHashMap.newKeySet(),
                new ConcurrentLinkedQueue<>(),
                windowMinutes);
    }

    /** Those known to be in the queue, who is served first first; exact while nobody was promoted between two joins. */
    public List<Member> line() {
        return members.stream()
                .filter(member -> member.entry() != null)
                .sorted(Comparator.<Member>comparingInt(member -> -member.priority())
                        .thenComparing(member -> member.entry().joinedAt())
                        .thenComparing(member -> member.entry().position()))
                .toList();
    }

    /** Whether everybody is in, and every seat that is to be given back was. */
    public boolean nobodyComesAnyMore() {
        return back.size() == returned.size() && members.stream().allMatch(Member::joined);
    }

    /** The sale as if each claim that was heard of had been an order answered with its booking. */
    public SaleRecord saleWithClaims() {
        var all = new SaleRecord(sale.eventId(), sale.capacity());
        sale.orders().forEach(all::add);
        for (Member member : members) {
            if (member.claim() != null) {
                var order = new Order(member.eventId(), member.buyer(), "claim", member.quantity(), false);
                order.heard(member.claim());
                all.add(order);
            }
        }
        return all;
    }

    /** Seats given back when all are. */
    public int seatsReturned() {
        return returned.stream().mapToInt(Order::quantity).sum();
    }
}
