package io.evently.requests;

import io.evently.RunningNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code mvn -Prequests}: generated requests against a node of their own. Ends with status 1 if an answer was wrong. */
public final class RequestsMain {

    private static final String SECRET = "a secret of the tests, long enough!!";

    private RequestsMain() {}

    /** Takes the folder for what failed, how many requests, and a seed or {@code random}. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        long requests = Long.parseLong(arguments[1]);
        long seed = arguments[2].equals("random") ? System.nanoTime() : Long.parseLong(arguments[2]);
        System.out.println(requests + " requests, seed " + seed);
        boolean clean;
        try (RunningNode node = RunningNode.start(SECRET, "the admin of the tests");
                LogWatch log = LogWatch.start()) {
            long start = System.nanoTime();
            var run = new RequestRun(node.port(), SECRET, seed);
            List<RequestRun.Failure> failures = run.run(requests);
            run.print(System.out);
            log.seen().forEach(System.out::println);
            writeLines(folder.resolve("failed.sh"), failures, seed);
            System.out.printf(
                    "seed %d: %d requests in %d s, %d answers wrong, %d errors in the log; lines to try again are in %s%n",
                    seed,
                    requests,
                    (System.nanoTime() - start) / 1_000_000_000,
                    failures.size(),
                    log.seen().size(),
                    folder.resolve("failed.sh"));
            clean = failures.isEmpty() && log.seen().isEmpty();
        }
        System.exit(clean ? 0 : 1);
    }

    private static void writeLines(Path file, List<RequestRun.Failure> failures, long seed) throws IOException {
        var lines = new StringBuilder("# EVENTLY_RATE_LIMIT=off EVENTLY_JWT_SECRET='" + SECRET
                + "' mvn -Prun, and ids of that server instead of those of the run.\n");
        failures.forEach(failure -> lines.append("\n# ")
                .append(failure.describe(seed).strip().replace("\n", "\n# "))
                .append('\n')
                .append(failure.request().curl())
                .append('\n'));
        // Half a surrogate pair, of which some requests speak, becomes a question mark.
        Files.write(file, lines.toString().getBytes(StandardCharsets.UTF_8));
    }
}
