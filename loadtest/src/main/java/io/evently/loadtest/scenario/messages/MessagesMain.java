package io.evently.loadtest.scenario.messages;

import io.evently.loadtest.sut.ClusterSettings;
import io.evently.loadtest.sut.WorkFolder;
import java.nio.file.Path;

/** {@code mvn -Pmessages}: how soon people are told, and what it costs. Ends with status 1 if a promise was broken. */
public final class MessagesMain {

    private MessagesMain() {}

    /** Takes the folder for results, promotions at once, bookings of a turn, and pairs of turns. */
    public static void main(String[] arguments) {
        Path results = Path.of(arguments[0]);
        WorkFolder folder = WorkFolder.below(results);
        var run = new MessagesRun(ClusterSettings.embedded(folder.path()), System.out);

        MessagesRun.Result result =
                run.run(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));

        result.writeTo(results.resolve("results.json"));
        System.out.println("figures are in " + results.resolve("results.json"));
        folder.end(result.broken(), "everybody was told, and once");
    }
}
