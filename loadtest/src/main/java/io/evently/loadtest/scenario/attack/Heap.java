package io.evently.loadtest.scenario.attack;

import io.evently.loadtest.sut.Processes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a JVM's heap holds when all that is garbage is gone, by the JDK's own tool. */
final class Heap {

    private static final Pattern USED = Pattern.compile("heap\\s.*\\bused (\\d+)([KM])", Pattern.CASE_INSENSITIVE);

    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    /** What a collection frees makes more garbage: references that are told of it, caches that tidy up. */
    private static final int COLLECTIONS = 2;

    private Heap() {}

    /**
     * Collects, and answers what is left, in megabytes.
     *
     * @throws IllegalStateException if the tool does not say
     */
    static double megabytesAfterCollection(long pid) {
        for (int i = 0; i < COLLECTIONS; i++) {
            jcmd(pid, "GC.run");
        }
        String info = jcmd(pid, "GC.heap_info");
        Matcher matcher = USED.matcher(info);
        if (!matcher.find()) {
            throw new IllegalStateException("jcmd does not say what the heap holds: " + info);
        }
        long used = Long.parseLong(matcher.group(1));
        return matcher.group(2).equals("K") ? used / 1024.0 : used;
    }

    /** What the process has in memory, in megabytes. */
    static double megabytesResident(long pid) {
        try {
            Matcher matcher = RESIDENT.matcher(Files.readString(Path.of("/proc", Long.toString(pid), "status")));
            return matcher.find() ? Long.parseLong(matcher.group(1)) / 1024.0 : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String jcmd(long pid, String command) {
        try {
            return Processes.tool(
                    Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid), command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
