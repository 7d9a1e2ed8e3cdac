package io.evently.loadtest.bench;

import io.evently.loadtest.client.HttpText;
import io.evently.loadtest.client.Measured;
import io.evently.loadtest.history.Buyer;
import io.evently.loadtest.rival.RequestTables;
import io.evently.loadtest.rival.RivalDatabase;
import io.evently.loadtest.rival.http.RivalServerProcess;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The row lock behind HTTP under Evently's own load: the same requests from the same client, and the same audit. Evently
 * is at rest meanwhile; what its looks at idle tables cost PostgreSQL is counted here, too.
 */
final class RowLockServer {

    static final String NAME = "row lock behind HTTP";

    /** It refuses nothing: all events have seats, and requests wait as long as they must. */
    private static final Set<String> NO_REFUSAL = Set.of();

    private static final Duration POOLS_WARM_UP = Duration.ofMillis(500);

    private final RivalServerProcess server;
    private final RequestTables tables;
    private final long databasePid;
    private final List<Buyer> buyers;
    private final String host;
    private int echoes;

    /**
     * Loads that server.
     *
     * @param databasePid of the PostgreSQL that its database is on
     * @param buyers whom the database does not know yet
     */
    RowLockServer(RivalServerProcess server, RivalDatabase database, long databasePid, List<Buyer> buyers)
            throws SQLException {
        this.server = server;
        this.tables = new RequestTables(database);
        this.databasePid = databasePid;
        this.buyers = buyers;
        this.host = HttpText.host(server.address());
        database.addUsers(buyers.stream().map(Buyer::id).toList());
    }

    /** Compiles what a booking has beside its database: there it is too slow to compile anything in seconds. */
    void warmUp(int clients, Duration time) {
        BenchFixture.load(server.address(), clients, time, () -> BenchFixture.echo(host, buyers, echoes++));
    }

    /**
     * Books evenly on so many fresh events as fast as the answers come, and is audited, the half second before included.
     *
     * @param pool connections to its database
     */
    MeasuredRun book(int pool, int events, int clients, Duration time) {
        List<UUID> ids = tables.putOnSale(events);
        var office = new BookingSource(host, BookingSource.anyOf(buyers), ids, tables.capacity());
        server.resizePool(pool);
        try {
            // The first calls of a connection are plans and catalogs: a service's pool has long made them.
            BenchFixture.load(server.address(), clients, POOLS_WARM_UP, office::booking);
            Cpu before = now();
            Measured measured = BenchFixture.load(server.address(), clients, time, office::booking);
            Cpu cost = now().since(before);
            return BenchFixture.outing(clients, measured, 201, cost, tables.audit(office.ledger(), NO_REFUSAL));
        } finally {
            server.resizePool(0); // other rivals need them
        }
    }

    private Cpu now() {
        return Cpu.now(server.pid(), databasePid);
    }
}
