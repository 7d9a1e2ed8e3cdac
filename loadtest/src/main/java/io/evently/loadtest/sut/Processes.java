package io.evently.loadtest.sut;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What is done to processes started here: by their handle, which a process number used again does not match. */
public final class Processes {

    private static final Duration GONE_WITHIN = Duration.ofMinutes(3);

    private Processes() {}

    /**
     * {@code kill -9} of all of them and all their children, within microseconds of each other.
     *
     * @return all that were killed; {@link #awaitEnd} waits for them
     */
    public static List<ProcessHandle> kill9(Collection<ProcessHandle> processes) {
        List<ProcessHandle> victims = new ArrayList<>();
        processes.stream().filter(ProcessHandle::isAlive).forEach(process -> {
            victims.add(process);
            process.descendants().forEach(victims::add);
        });
        victims.forEach(ProcessHandle::destroyForcibly);
        return victims;
    }

    /**
     * Returns when all have ended.
     *
     * @throws IllegalStateException when they have not after a minute
     */
    public static void awaitEnd(Collection<ProcessHandle> processes) {
        var ends = processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(ends).get(GONE_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("still alive after " + GONE_WITHIN + ": " + processes, e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /**
     * Runs a tool of the system and waits for it.
     *
     * @return what it printed
     * @throws IOException when it is not there, or ends with a status that is not 0; its output is in the message
     */
    public static String tool(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            int status = process.waitFor();
            if (status != 0) {
                throw new IOException(String.join(" ", command) + ": status " + status + " " + output.strip());
            }
            return output;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
