package io.evently.loadtest.sut;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a JVM's heap holds when all that is garbage is gone, by the JDK's own tool. */
public final class Heap {

    private static final Pattern USED = Pattern.compile("heap\\s.*\\bused (\\d+)([KM])", Pattern.CASE_INSENSITIVE);

    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    /** {@code   1:   123456   98765432  [J (java.base@17)}: rank, instances, bytes, class. */
    private static final Pattern CLASS = Pattern.compile("(?m)^ *\\d+: +\\d+ +(\\d+) +(\\S+)");

    /** What a collection frees makes more garbage: references that are told of it, caches that tidy up. */
    private static final int COLLECTIONS = 2;

    private Heap() {}

    /**
     * Collects, and answers what is left, in megabytes.
     *
     * @throws IllegalStateException if the tool does not say
     */
    public static double megabytesAfterCollection(long pid) {
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

    /**
     * Bytes of all that lives after a collection, by class, whichever collector there is.
     *
     * @throws IllegalStateException if the tool does not say
     */
    public static Map<String, Long> liveBytes(long pid) {
        jcmd(pid, "GC.run");
        Map<String, Long> bytes = bytesByClass(jcmd(pid, "GC.class_histogram"));
        if (bytes.isEmpty()) {
            throw new IllegalStateException("jcmd does not say what lives");
        }
        return bytes;
    }

    /** Reads a histogram of classes. */
    static Map<String, Long> bytesByClass(String histogram) {
        Map<String, Long> bytes = new HashMap<>();
        Matcher line = CLASS.matcher(histogram);
        while (line.find()) {
            // Loaders may each have a class of that name.
            bytes.merge(line.group(2), Long.parseLong(line.group(1)), Long::sum);
        }
        return bytes;
    }

    /** What the process has in memory, in megabytes. */
    public static double megabytesResident(long pid) {
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
