package io.evently.loadtest.sut;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The library of libfaketime, which turns the clock of the process it is loaded into. */
public final class FakeTime {

    /** Debian's multiarch folders. */
    private static final Path LIBRARIES = Path.of("/usr/lib");

    /** The one for threads: a JVM has many. */
    private static final String NAME = "faketime/libfaketimeMT.so.1";

    private FakeTime() {}

    /** Where Debian's package put it on this machine. */
    public static Optional<Path> library() {
        try (Stream<Path> folders = Files.list(LIBRARIES)) {
            return folders.map(folder -> folder.resolve(NAME))
                    .filter(Files::isReadable)
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
