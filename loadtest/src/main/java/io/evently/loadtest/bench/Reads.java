package io.evently.loadtest.bench;

import io.evently.loadtest.client.FlatJson;
import io.evently.loadtest.client.Measured;
import io.evently.loadtest.client.Outcome;
import io.evently.loadtest.verify.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Everybody looks how many seats a hot event has left. */
final class Reads implements Scenario {

    private static final String ID = "availability";
    private static final int CLIENTS = 256;
    private static final Duration RUN = Duration.ofSeconds(3);

    private final BenchFixture stand;
    private final MeasuredRuns outings;
    private BookingSource office;
    private long wrong;

    Reads(BenchFixture stand, BenchReport report) {
        this.stand = stand;
        this.outings = new MeasuredRuns(ID, stand, report);
    }

    @Override
    public Set<String> ids() {
        return Set.of(ID);
    }

    @Override
    public void prepare() {
        office = stand.boxOffice();
        stand.book(office, 16, Duration.ofSeconds(1));
    }

    @Override
    public void measure() {
        long left = BookingSource.ENDLESS - office.ledger().seats(office.event());
        LoadRequest ask = stand.availability(office.event(), outcome -> check(outcome, left));
        Cpu before = Cpu.now(stand.server());
        Measured measured = stand.load(CLIENTS, RUN, () -> ask);
        Cpu cost = Cpu.now(stand.server()).since(before);
        List<Violation> violations = new ArrayList<>(BenchFixture.onlyAnswered(measured, 200));
        if (wrong > 0) {
            violations.add(new Violation("every read must show the seats left", wrong + " did not"));
        }
        outings.add(BenchFixture.outing(CLIENTS, measured, 200, cost, violations));
        outings.echo(CLIENTS);
    }

    private void check(Outcome outcome, long left) {
        if (!(outcome instanceof Outcome.Answer answer)
                || answer.status() != 200
                || FlatJson.number(answer.body(), "availableSeats") != left) {
            wrong++;
        }
    }

    @Override
    public List<Comparison> comparisons() {
        return List.of(outings.besideEcho(CLIENTS));
    }
}
