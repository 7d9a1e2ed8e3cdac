package io.evently.loadtest.queue;

import io.evently.loadtest.sale.Order;
import io.evently.loadtest.sale.SaleRecord;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Everything that was asked for and heard in a queue.
 *
 * @param sale what was booked before, the attempts of those who do not wait included
 * @param members everybody who joins, in the order in which they mean to
 * @param returned orders of the sale that are cancelled, which frees the seats people wait for
 * @param outsiders orders of those who come and book without waiting
 * @param windowMinutes how long a promotion can be claimed
 */
public record QueueRecord(
        SaleRecord sale, List<Member> members, List<Order> returned, Queue<Order> outsiders, int windowMinutes) {

    /** A queue nobody has joined yet. */
    public QueueRecord(SaleRecord sale, List<Member> members, List<Order> returned, int windowMinutes) {
        this(sale, List.copyOf(members), List.copyOf(returned), new ConcurrentLinkedQueue<>(), windowMinutes);
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
        return members.stream().allMatch(Member::joined) && returned.stream().allMatch(QueueRecord::isReturned);
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

    /** Whether the order is known to be cancelled. */
    public static boolean isReturned(Order order) {
        return order.possibleStatuses().size() == 1 && order.cancellationAsked();
    }

    /** Seats given back when all are. */
    public int seatsReturned() {
        return returned.stream().mapToInt(Order::quantity).sum();
    }
}
