package io.evently.loadtest.sut;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The PostgreSQL server that an Evently started below its data folder, as its {@code postmaster.pid} names it.
 *
 * @param process the postmaster; its backends are its children
 * @param port on 127.0.0.1
 */
public record Postmaster(ProcessHandle process, int port) {

    /**
     * Reads the file a running PostgreSQL keeps: the process id on line 1, the port on line 4.
     *
     * @throws IOException when there is no such file, it is not complete, or its process is gone: after a crash the
     *     file stays, and its number may be another's by now
     */
    public static Postmaster of(Path dataFolder) throws IOException {
        Path file = dataFolder.resolve("postgres").resolve("postmaster.pid");
        List<String> lines = Files.readAllLines(file);
        if (lines.size() < 4) {
            throw new IOException(file + " has only " + lines.size() + " lines");
        }
        long pid = Long.parseLong(lines.get(0).strip());
        ProcessHandle process = ProcessHandle.of(pid)
                .filter(Postmaster::isPostgres)
                .orElseThrow(() -> new IOException(file + " names no running PostgreSQL: " + pid));
        return new Postmaster(process, Integer.parseInt(lines.get(3).strip()));
    }

    private static boolean isPostgres(ProcessHandle process) {
        return process.info()
                .command()
                .filter(command -> command.endsWith("/postgres"))
                .isPresent();
    }
}
