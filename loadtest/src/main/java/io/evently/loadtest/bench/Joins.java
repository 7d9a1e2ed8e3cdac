package io.evently.loadtest.bench;

import io.evently.loadtest.client.Measured;
import io.evently.loadtest.history.History;
import io.evently.loadtest.rival.Run;
import io.evently.loadtest.scenario.stampede.Queue;
import io.evently.loadtest.scenario.stampede.Stampede;
import io.evently.loadtest.scenario.stampede.WaitingCustomer;
import io.evently.loadtest.verify.Violation;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * Thousands join the waitlist of a sold-out event; then seats are given back while others still join, and whoever is
 * promoted claims. Joins are what is measured; how fast freed seats find their people is told beside.
 */
final class Joins implements Scenario {

    private static final String ID = "stampede";
    private static final int MEMBERS = 16_000;
    private static final int RETURNED = 400;
    private static final long SEED = 1;

    private final BenchFixture stand;
    private final BenchReport report;
    private final MeasuredRuns outings;
    private int clients;
    private double promotionsPerSecond;

    Joins(BenchFixture stand, BenchReport report) {
        this.stand = stand;
        this.report = report;
        this.outings = new MeasuredRuns(ID, stand, report);
    }

    @Override
    public Set<String> ids() {
        return Set.of(ID);
    }

    @Override
    public boolean once() {
        return true;
    }

    @Override
    public void measure() {
        var address = stand.server().address(0);
        Stampede stampede = Stampede.of(
                address,
                stand.api(),
                stand.server().tokens(),
                new History(),
                MEMBERS,
                RETURNED,
                SEED,
                Stampede.SHORTEST_WINDOW_MINUTES);
        Cpu before = Cpu.now(stand.server());
        Measured joined = stampede.fill(address);
        Cpu cost = Cpu.now(stand.server()).since(before).per(joined.answered(201));
        long start = System.nanoTime();
        stampede.play(address, Stampede.Act.theRest(stampede.queue(), Instant.MIN));
        double seconds = (System.nanoTime() - start) / 1e9;
        long promoted = stampede.queue().members().stream()
                .filter(member -> member.promotion() != null)
                .count();
        promotionsPerSecond = promoted / seconds;
        Queue queue = stampede.queue();
        List<Violation> violations =
                queue.audit(address, stand.server().tokens(), stand.server().databasePort());
        long claimed = stampede.queue().members().stream()
                .filter(WaitingCustomer::booked)
                .count();
        report.say("promoted %d, claimed %d in %.1f s, while as many joined as before", promoted, claimed, seconds);
        clients = Stampede.CONNECTIONS;
        outings.add(
                new MeasuredRun(new Run(clients, joined.perSecond(201), joined.latencies(), violations), joined, cost));
        outings.echo(clients);
    }

    @Override
    public List<Comparison> comparisons() {
        return List.of(outings.besideEcho(clients).with("promotions_per_s", Math.round(promotionsPerSecond)));
    }
}
