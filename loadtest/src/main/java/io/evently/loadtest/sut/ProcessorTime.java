package io.evently.loadtest.sut;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Processor time that processes have used so far, in microseconds; on Linux, from {@code /proc}. */
public final class ProcessorTime {

    /** {@code USER_HZ}: what {@code /proc} counts in, on every Linux. */
    private static final double MICROS_PER_TICK = 10_000;

    private ProcessorTime() {}

    /** Of one process; 0 if it has ended. */
    public static double of(long pid) {
        return ticks(pid, false) * MICROS_PER_TICK;
    }

    /** Of one thread of a process; 0 if it has ended. */
    public static double ofThread(long pid, long thread) {
        return ticks(Path.of("/proc", Long.toString(pid), "task", Long.toString(thread)), false) * MICROS_PER_TICK;
    }

    /** Of a process, its living descendants, and its children that ended. */
    public static double ofTree(long pid) {
        long sum = ticks(pid, true);
        for (ProcessHandle child : ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::descendants)
                .toList()) {
            sum += ticks(child.pid(), false);
        }
        return sum * MICROS_PER_TICK;
    }

    private static long ticks(long pid, boolean withEndedChildren) {
        return ticks(Path.of("/proc", Long.toString(pid)), withEndedChildren);
    }

    private static long ticks(Path task, boolean withEndedChildren) {
        try {
            return ticks(Files.readString(task.resolve("stat")), withEndedChildren);
        } catch (NoSuchFileException e) {
            return 0; // ended since it was listed: its parent has its time from now on
        } catch (IOException e) {
            // "No such process": it ended while it was read.
            if (!Files.exists(task)) {
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
