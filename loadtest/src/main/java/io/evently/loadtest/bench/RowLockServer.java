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

    private final BenchFixture stand;
    private final RivalServerProcess server;
    private final RequestTables tables;
    private final String host;

    /** Loads that server, on that database, with the stand's customers, whom it did not know before. */
    RowLockServer(BenchFixture stand, RivalServerProcess server, RivalDatabase database) throws SQLException {
        this.stand = stand;
        this.server = server;
        this.tables = new RequestTables(database);
        this.host = HttpText.host(server.address());
        database.addUsers(stand.buyers().stream().map(Buyer::id).toList());
    }

    /** Compiles what a booking has beside its database: there it is too slow to compile anything in seconds. */
    void warmUp(int clients, Duration time) {
        BenchFixture.load(server.address(), clients, time, () -> stand.echo(host));
    }

    /**
     * Books evenly on so many fresh events as fast as the answers come, and is audited.
     *
     * @param pool connections to its database
     */
    MeasuredRun book(int pool, int events, int clients, Duration time) {
        List<UUID> ids = tables.putOnSale(events);
        var office = new BookingSource(host, stand.buyers(), ids, tables.capacity());
        server.resizePool(pool);
        try {
            Cpu before = now();
            Measured measured = BenchFixture.load(server.address(), clients, time, office::booking);
            Cpu cost = now().since(before);
            return BenchFixture.outing(clients, measured, 201, cost, tables.audit(office.ledger(), NO_REFUSAL));
        } finally {
            server.resizePool(0); // other rivals need them
        }
    }

    private Cpu now() {
        return Cpu.now(server.pid(), stand.server().databasePid());
    }
}
