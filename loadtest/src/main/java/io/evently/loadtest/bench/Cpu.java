package io.evently.loadtest.bench;

import io.evently.loadtest.server.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Processor time used so far, in microseconds, or used between two moments; on Linux, from {@code /proc}.
 *
 * @param server the JVM of Evently
 * @param database PostgreSQL: postmaster, its living children, and those that ended
 * @param client this JVM
 */
record Cpu(double server, double database, double client) {

    /** {@code USER_HZ}: what {@code /proc} counts in, on every Linux. */
    private static final double MICROS_PER_TICK = 10_000;

    /** What all of them have used until now. */
    static Cpu now(ServerProcess server) {
        return new Cpu(
                ticks(server.pid(), false) * MICROS_PER_TICK,
                databaseTicks(server.databasePid()) * MICROS_PER_TICK,
                ticks(ProcessHandle.current().pid(), false) * MICROS_PER_TICK);
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

    /** What Evently itself costs: the client is the measurement's. */
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

    private static long databaseTicks(long postmaster) {
        long sum = ticks(postmaster, true);
        for (ProcessHandle child : ProcessHandle.of(postmaster).stream()
                .flatMap(ProcessHandle::descendants)
                .toList()) {
            sum += ticks(child.pid(), false);
        }
        return sum;
    }

    private static long ticks(long pid, boolean withEndedChildren) {
        try {
            return ticks(Files.readString(Path.of("/proc", Long.toString(pid), "stat")), withEndedChildren);
        } catch (NoSuchFileException e) {
            return 0; // ended since it was listed: its parent has its time from now on
        } catch (IOException e) {
            // "No such process": it ended while it was read.
            if (!Files.exists(Path.of("/proc", Long.toString(pid)))) {
                return 0;
            }
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a line of {@code /proc/<pid>/stat}: utime and stime are its fields 14 and 15, cutime and cstime of children
     * that ended 16 and 17. Field 2, the name, stands in parentheses and may hold spaces and parentheses itself.
     */
    static long ticks(String stat, boolean withEndedChildren) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        long own = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        return withEndedChildren ? own + Long.parseLong(fields[13]) + Long.parseLong(fields[14]) : own;
    }
}
