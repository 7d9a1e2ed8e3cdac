package io.evently.loadtest.fleet;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The library of libfaketime, which turns the clock of the process it is loaded into. */
public final class FakeTime {

    /** Where Debian's package puts it. The one for threads: a JVM has many. */
    private static final List<Path> PLACES = List.of(
            Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"),
            Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1"));

    private FakeTime() {}

    /** Where it is on this machine. */
    public static Optional<Path> library() {
        return PLACES.stream().filter(Files::isReadable).findFirst();
    }
}
