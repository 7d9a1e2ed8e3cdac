package io.evently.requests;

import io.evently.http.server.RawClient.Answer;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** Sends the requests of a seed to a node, over several connections, and holds every answer against the rules. */
final class RequestRun {

    /** Most requests wait for a commit or for the tables more than they compute. */
    private static final int CONNECTIONS = 16;

    /** What fails once mostly fails often. */
    private static final int MOST_FAILURES = 200;

    private final int port;
    private final long seed;
    private final Things things = new Things();
    private final RequestGenerator generator;
    private final List<Failure> failures = new ArrayList<>();
    private final Map<String, Map<Integer, Integer>> answers = new TreeMap<>();

    /** A request whose answer broke the rules. */
    record Failure(GeneratedRequest request, List<String> violations, Answer answer) {

        /** For people: what it was, what is wrong, and a line to try it again. */
        String describe(long seed) {
            String said = answer == null ? "no answer" : answer.status() + " " + shortened(answer.body(), 500);
            return "seed " + seed + ", number " + request.number() + ": " + request.what() + "\n  " + violations
                    + "\n  " + said.replace("\n", "\n  ") + "\n";
        }
    }

    /**
     * @param port where the node listens; its limits must be off
     * @param secret which the node's tokens are signed with
     */
    RequestRun(int port, String secret, long seed) {
        this.port = port;
        this.seed = seed;
        this.generator = new RequestGenerator(seed, new People(secret), things);
    }

    /** Sends so many; returns when all are answered. */
    List<Failure> run(long requests) {
        return run(0, requests);
    }

    /** Sends those of these numbers, the last one not; returns all failures so far when all are answered. */
    List<Failure> run(long from, long requests) {
        var next = new AtomicLong(Math.max(from, RequestGenerator.first()));
        try (var line = new Wire(port)) {
            for (long number = from; number < Math.min(requests, RequestGenerator.first()); number++) {
                send(number, line);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                all.add(threads.submit(() -> sendAll(next, requests)));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("seed " + seed, e.getCause());
        } finally {
            threads.shutdownNow();
        }
        failures.sort(Comparator.comparing(failure -> failure.request().number()));
        return failures;
    }

    private Void sendAll(AtomicLong next, long requests) throws IOException {
        try (var line = new Wire(port)) {
            for (long number = next.getAndIncrement(); number < requests; number = next.getAndIncrement()) {
                send(number, line);
            }
        }
        return null;
    }

    private void send(long number, Wire line) {
        generator.prepare(number, draft -> send(number, draft, line));
        send(number, generator.draft(number), line);
    }

    private Answer send(long number, Draft draft, Wire line) {
        GeneratedRequest request = draft.finished(number);
        Answer answer = null;
        List<String> violations;
        try {
            answer = line.send(request);
            violations = AnswerRules.violations(request, answer);
            if (answer != null && request.operation() != null && !request.isHead()) {
                things.learn(draft, answer);
            }
        } catch (IOException | RuntimeException e) {
            violations = List.of("not to be read: " + e);
        }
        note(request, answer, violations);
        return answer;
    }

    private synchronized void note(GeneratedRequest request, Answer answer, List<String> violations) {
        if (!violations.isEmpty() && failures.size() < MOST_FAILURES) {
            failures.add(new Failure(request, violations, answer));
        }
        String operation = request.operation() == null ? "(something else)" : request.operation();
        answers.computeIfAbsent(operation, any -> new TreeMap<>())
                .merge(answer == null ? 0 : answer.status(), 1, Integer::sum);
    }

    /** How often each operation was answered with which status; 0: not at all. */
    Map<String, Map<Integer, Integer>> answers() {
        return answers;
    }

    /** Prints what failed, each kind of failure a few times, and how often it did. */
    void print(PrintStream out) {
        answers.forEach((operation, statuses) -> out.printf("%-55s %s%n", operation, statuses));
        Map<String, Integer> kinds = new TreeMap<>();
        for (Failure failure : failures) {
            if (kinds.merge(kindOf(failure), 1, Integer::sum) <= 2) {
                out.println(failure.describe(seed) + "  "
                        + shortened(failure.request().curl(), 4_000) + "\n");
            }
        }
        kinds.forEach((kind, times) -> out.println(times + " times " + kind));
    }

    private static String kindOf(Failure failure) {
        return failure.violations().toString().replaceAll("[0-9a-f]{8,}", "…");
    }

    private static String shortened(String text, int most) {
        return text.length() > most ? text.substring(0, most) + "… (" + text.length() + " characters)" : text;
    }
}
