package io.evently.loadtest.scenario.restart;

import io.evently.loadtest.sut.ClusterSettings;
import io.evently.loadtest.sut.WorkFolder;
import io.evently.loadtest.verify.Violation;
import java.nio.file.Path;
import java.util.List;

/** {@code mvn -Prestart}: PostgreSQL away for some seconds in a sale. Ends with status 1 if a promise was broken. */
public final class RestartMain {

    private RestartMain() {}

    /** Takes the folder to work in, and a seed or {@code random}. */
    public static void main(String[] arguments) {
        WorkFolder folder = WorkFolder.below(Path.of(arguments[0]));
        long seed = arguments[1].equals("random") ? System.nanoTime() : Long.parseLong(arguments[1]);
        System.out.println("seed " + seed);

        List<Violation> violations =
                new RestartRun(ClusterSettings.in(folder.path(), 1).withHeapOf(2), seed, System.out).run();

        folder.end(violations, "PostgreSQL was away, and nobody lost anything");
    }
}
