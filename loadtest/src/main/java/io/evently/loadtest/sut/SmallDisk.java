package io.evently.loadtest.sut;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/** A file system of its own in a file, small enough to be filled. Needs root. */
public final class SmallDisk implements AutoCloseable {

    /** What 15 minutes of sales and up to 2 GB of PostgreSQL's log need, and as much again. */
    private static final long MEGABYTES = 5_000;

    private static final long MEGABYTE = 1 << 20;

    private static final int MOST_TRIES = 50;
    private static final long PAUSE_NANOS = 200_000_000;

    private final Path folder;

    private final Thread onExit = new Thread(this::unmountPatiently, "no-disk-outlives-its-test");

    private SmallDisk(Path folder) {
        this.folder = folder;
        Runtime.getRuntime().addShutdownHook(onExit);
    }

    /**
     * Makes it and mounts it.
     *
     * @param parent gets the image and the mounted folder
     * @throws IOException when this machine cannot do that
     */
    public static SmallDisk below(Path parent) throws IOException {
        Path image = parent.resolve("disk.image").toAbsolutePath();
        Path folder = Files.createDirectories(parent.resolve("disk")).toAbsolutePath();
        Processes.tool("truncate", "-s", MEGABYTES + "M", image.toString());
        // Nothing is kept back for root, who runs all this.
        Processes.tool("mkfs.ext4", "-q", "-m", "0", image.toString());
        Processes.tool("mount", "-o", "loop", image.toString(), folder.toString());
        return new SmallDisk(folder);
    }

    /** Where it is mounted. */
    public Path folder() {
        return folder;
    }

    /** Takes all room that is left, in pieces, for somebody else takes some meanwhile. */
    public void fill() {
        int pieces = 0;
        for (long size = free(); size >= MEGABYTE / 256; size = Math.min(free(), size / 2)) {
            try {
                Processes.tool(
                        "fallocate",
                        "-l",
                        Long.toString(size),
                        folder.resolve("full." + pieces++).toString());
            } catch (IOException e) {
                // Less than that is left by now.
            }
        }
    }

    /** Gives the room back. */
    public void release() {
        try (var files = Files.newDirectoryStream(folder, "full.*")) {
            for (Path each : files) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long free() {
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Unmounts it; the image stays. Nothing may be running on it. */
    @Override
    public void close() {
        unmountPatiently();
        try {
            Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IllegalStateException e) {
            // This JVM is ending, and the hook has nothing left to do.
        }
    }

    /** Whoever ran on it may be on its way out. */
    private void unmountPatiently() {
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            try {
                Processes.tool("umount", folder.toString());
                return;
            } catch (IOException busy) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }
}
