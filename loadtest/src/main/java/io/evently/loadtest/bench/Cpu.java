package io.evently.loadtest.bench;

import io.evently.loadtest.sut.Cluster;
import io.evently.loadtest.sut.ProcessorTime;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Processor time used so far, in microseconds, or used between two moments.
 *
 * @param server the JVM of Evently, or of who serves in its place
 * @param database PostgreSQL: postmaster, its living children, and those that ended
 * @param client this JVM
 */
record Cpu(double server, double database, double client) {

    /** What all of them have used until now. */
    static Cpu now(Cluster server) {
        return now(server.pid(0), server.databasePid());
    }

    /** The same with another server on a PostgreSQL: their process numbers. */
    static Cpu now(long server, long database) {
        return new Cpu(
                ProcessorTime.of(server),
                ProcessorTime.ofTree(database),
                ProcessorTime.of(ProcessHandle.current().pid()));
    }

    Cpu since(Cpu before) {
        return new Cpu(server - before.server, database - before.database, client - before.client);
    }

    /** The same with the client's time of another measurement. */
    Cpu withClientOf(Cpu other) {
        return new Cpu(server, database, other.client);
    }

    /** The same for one of so many requests; of none, it is all one's. */
    Cpu per(long requests) {
        double parts = Math.max(1, requests);
        return new Cpu(server / parts, database / parts, client / parts);
    }

    /** What the server itself costs: the client is the measurement's. */
    double serverAndDatabase() {
        return server + database;
    }

    /** For {@code results.json}, in tenths of microseconds. */
    Map<String, Object> entry() {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("server", Math.round(server * 10) / 10.0);
        entry.put("database", Math.round(database * 10) / 10.0);
        entry.put("client", Math.round(client * 10) / 10.0);
        return entry;
    }
}
