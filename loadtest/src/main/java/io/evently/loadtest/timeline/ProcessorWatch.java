package io.evently.loadtest.timeline;

import io.evently.loadtest.sut.ProcessorTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Whether processors were free, the host took them away, or the server's compilers had them. */
final class ProcessorWatch {

    /** {@code /proc} counts in 10 ms. */
    static final Duration EVERY = Duration.ofMillis(100);

    /** Of all processors. */
    private static final double FULL = 0.9;

    private static final double STOLEN = 0.1;

    /** Of one core. */
    private static final double COMPILING = 0.5;

    private static final Path ALL = Path.of("/proc/stat");

    /** Ten seconds: compilers come and go with their work, and a server has a hundred threads to look through. */
    private static final int LOOKS_BETWEEN_LISTINGS = 100;

    private final long serverPid;
    private final List<Stall> stalls = new ArrayList<>();
    private List<Long> compilers = List.of();
    private ProcessorUse use;
    private double compiled;
    private long looked;
    private int looks;

    ProcessorWatch(long serverPid) {
        this.serverPid = serverPid;
    }

    void look(long due, long now) throws IOException {
        boolean listed = looks++ % LOOKS_BETWEEN_LISTINGS == 0;
        if (listed) {
            compilers = compilers();
        }
        ProcessorUse used = ProcessorUse.parsed(Files.readString(ALL));
        double compiling = compilers.stream()
                .mapToDouble(thread -> ProcessorTime.ofThread(serverPid, thread))
                .sum();
        if (use != null) {
            ProcessorUse since = used.since(use);
            note(Cause.MACHINE_LATE, "taken away by its host", since.stolen() > STOLEN, now);
            note(Cause.PROCESSORS_FULL, "", since.busy() > FULL, now);
            double share = (compiling - compiled) * 1000 / (now - looked);
            note(Cause.COMPILER, "", !listed && share > COMPILING, now);
        }
        use = used;
        compiled = compiling;
        looked = now;
    }

    private void note(Cause cause, String detail, boolean present, long now) {
        if (present) {
            stalls.add(new Stall(cause, detail, looked, now));
        }
    }

    private List<Long> compilers() throws IOException {
        List<Long> found = new ArrayList<>();
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(serverPid), "task"))) {
            for (Path thread : threads.toList()) {
                // "C2 CompilerThre", "C1 CompilerThre": the kernel keeps 15 characters.
                if (nameOf(thread).matches("C[12] Compiler.*")) {
                    found.add(Long.parseLong(thread.getFileName().toString()));
                }
            }
        }
        return found;
    }

    private static String nameOf(Path thread) {
        try {
            return Files.readString(thread.resolve("comm")).strip();
        } catch (IOException e) {
            return ""; // it has ended since it was listed
        }
    }

    /** When it is looked no more. */
    List<Stall> stalls() {
        return stalls;
    }
}
