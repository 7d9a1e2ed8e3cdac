package io.evently;

import io.evently.database.StartupRefused;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** Starts a node and stays in the foreground until it is told to stop (SIGTERM, Ctrl-C). */
public final class Main {

    /** Whoever watches over this process should start it again. */
    private static final int OUT_OF_THE_CLUSTER = 3;

    private Main() {}

    public static void main(String[] args) {
        // Before anything touches the common pool: with the parallelism of 1 it has on two cores, Java starts a new
        // thread for every callback of a CompletionStage.
        System.setProperty("java.util.concurrent.ForkJoinPool.common.parallelism", commonParallelism());
        try {
            Node node = Node.start(Settings.load());
            Optional<String> ended = node.awaitEnd();
            if (ended.isPresent()) {
                System.err.println("Evently has ended: " + ended.get() + ". Start it again.");
                System.exit(OUT_OF_THE_CLUSTER);
            }
        } catch (StartupRefused refused) {
            System.err.println();
            System.err.println("Evently did not start: " + refused.getMessage());
            System.exit(1);
        } catch (RuntimeException defect) {
            LoggerFactory.getLogger(Main.class).error("Evently did not start", defect);
            System.exit(1);
        }
    }

    private static String commonParallelism() {
        return Integer.toString(Math.max(2, Runtime.getRuntime().availableProcessors() - 1));
    }
}
