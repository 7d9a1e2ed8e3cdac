package io.evently.loadtest.scenario.kill;

import io.evently.loadtest.sut.ClusterSettings;
import io.evently.loadtest.sut.WorkFolder;
import io.evently.loadtest.verify.Violation;
import java.nio.file.Path;
import java.util.List;

/** {@code mvn -Pkill}: the rounds of the kill test on a fresh folder. Ends with status 1 if a promise was broken. */
public final class KillTestMain {

    private KillTestMain() {}

    /** Takes the folder to work in, the number of rounds, and a seed or {@code random}. */
    public static void main(String[] arguments) {
        var folder = WorkFolder.below(Path.of(arguments[0]));
        int rounds = Integer.parseInt(arguments[1]);
        long seed = arguments[2].equals("random") ? System.nanoTime() : Long.parseLong(arguments[2]);

        List<Violation> violations =
                new KillRounds(ClusterSettings.embedded(folder.path()), seed, System.out).run(rounds);

        folder.end(
                violations, rounds + " kills: every acknowledged booking kept, none twice, repeats answered the same");
    }
}
