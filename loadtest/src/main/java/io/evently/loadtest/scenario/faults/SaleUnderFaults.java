package io.evently.loadtest.scenario.faults;

import io.evently.loadtest.client.EventlyApi;
import io.evently.loadtest.history.History;
import io.evently.loadtest.sut.Cluster;
import io.evently.loadtest.sut.SmallDisk;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The sale itself: customers and prober on all nodes, while one thing after the other goes wrong. */
final class SaleUnderFaults {

    private static final long COUNTED_AFTERWARDS = TimeUnit.SECONDS.toNanos(30);

    private final Cluster cluster;
    private final Plan plan;
    private final PrintStream out;
    private final History history = new History();
    private final Prober prober;
    private final RandomCustomers customers;
    private final Injector injector;
    private final EventsOnSale events;

    /**
     * @param disk below the database, or null
     * @param out told of each fault
     */
    SaleUnderFaults(Cluster cluster, SmallDisk disk, Plan plan, PrintStream out) {
        this.cluster = cluster;
        this.plan = plan;
        this.out = out;
        String admin = cluster.tokens().admin(UUID.randomUUID());
        this.events = EventsOnSale.open(new EventlyApi(cluster.address(0), admin));
        this.prober = new Prober(cluster, events.probed(), history);
        this.customers = new RandomCustomers(cluster, events, history, plan.seed(), plan.customers(), plan.perSecond());
        this.injector = new Injector(cluster, disk, prober);
    }

    /** Everything all clients asked and heard. */
    History history() {
        return history;
    }

    /** From the first customer to the last one's last word; all nodes are well then. */
    List<FaultImpact> run() {
        long start = System.nanoTime();
        customers.start();
        prober.start();
        List<FaultRecord> inflicted = new ArrayList<>();
        for (Fault fault : plan.schedule().faults()) {
            sleepUntil(start + fault.at().toNanos());
            out.printf("  %6.1f s  %s%n", seconds(System.nanoTime() - start), fault);
            inflicted.add(injector.inflict(fault));
        }
        sleepUntil(start + plan.length().toNanos());
        customers.stop();
        prober.stop();
        long end = System.nanoTime();
        cluster.awaitReady();
        customers.windUp();
        return suffered(inflicted, start, end);
    }

    /** Those that do not tell, when asked again and again, whether somebody has a seat. */
    List<UUID> silentEvents() {
        return customers.silent(events.all());
    }

    private List<FaultImpact> suffered(List<FaultRecord> inflicted, long start, long end) {
        List<FaultImpact> all = new ArrayList<>();
        for (int i = 0; i < inflicted.size(); i++) {
            FaultRecord each = inflicted.get(i);
            long next = i + 1 < inflicted.size() ? inflicted.get(i + 1).began() : end;
            long until = Math.min(each.ended() + COUNTED_AFTERWARDS, next);
            // What is inflicted may take longer than was planned.
            Duration length = Duration.ofNanos(each.ended() - each.began());
            Duration most = each.fault().kind().mostSilent(length, plan);
            all.add(new FaultImpact(
                    each.fault(),
                    seconds(each.began() - start),
                    seconds(each.ended() - each.began()),
                    seconds(each.healed() - each.began()),
                    seconds(prober.answers().longestSilence(each.began(), until)),
                    most == null ? null : seconds(most.toNanos())));
        }
        return all;
    }

    private static double seconds(long nanos) {
        return Math.round(nanos / 1e8) / 10.0;
    }

    private static void sleepUntil(long nanos) {
        long left = nanos - System.nanoTime();
        while (left > 0) {
            LockSupport.parkNanos(left);
            left = nanos - System.nanoTime();
        }
    }
}
