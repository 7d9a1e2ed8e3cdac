package io.evently.loadtest.scenario.messages;

import io.evently.loadtest.client.EventlyApi;
import io.evently.loadtest.client.Json;
import io.evently.loadtest.sut.Cluster;
import io.evently.loadtest.sut.ClusterSettings;
import io.evently.loadtest.sut.Topology;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Promotions first, then the sale, on one node. */
final class MessagesRun {

    private final ClusterSettings settings;
    private final PrintStream out;

    /**
     * All it came to.
     *
     * @param promotions null: none were asked for
     * @param sale null: none was asked for
     */
    record Result(String topology, PromotionBurst.Result promotions, MessageSale.Result sale) {

        List<String> broken() {
            List<String> broken = new ArrayList<>();
            if (promotions != null) {
                broken.addAll(promotions.broken());
            }
            if (sale != null) {
                broken.addAll(sale.broken());
            }
            return broken;
        }

        void writeTo(Path file) {
            try {
                Files.createDirectories(file.getParent());
                Files.write(file, Json.write(this));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** @param settings of one node; mails and webhooks are added */
    MessagesRun(ClusterSettings settings, PrintStream out) {
        this.settings = settings;
        this.out = out;
    }

    /**
     * @param promotions at once; 0: none
     * @param bookings of each turn of the sale; 0: none
     * @param pairs of turns
     */
    Result run(int promotions, int bookings, int pairs) {
        try (var sink = new SmtpSink();
                var hooks = new HookReceiver();
                var cluster = Cluster.start(
                        settings.withEnvironment(Map.of(
                                "EVENTLY_SMTP_URL", sink.url(),
                                "EVENTLY_MAIL_FROM", "tickets@example.org",
                                "EVENTLY_WEBHOOK_PRIVATE_ADDRESSES", "true")),
                        out)) {
            String topology = Topology.of(
                    "Telling people",
                    List.of(
                            promotions + " who wait, each with a stream; one commit promotes all",
                            "64 connections that book " + bookings + " times, " + pairs + " turns each way",
                            "a mail server and a receiver of webhooks in the clients' process"),
                    cluster);
            out.println(topology);
            EventlyApi api = new EventlyApi(cluster.address(0), cluster.tokens().admin(UUID.randomUUID()));
            PromotionBurst.Result burst =
                    promotions == 0 ? null : new PromotionBurst(cluster, api, sink).run(promotions);
            if (burst != null) {
                say(burst);
            }
            MessageSale.Result sale =
                    bookings == 0 ? null : new MessageSale(cluster, api, sink, hooks).run(bookings, pairs);
            if (sale != null) {
                say(sale);
            }
            cluster.stopGracefully();
            return new Result(topology, burst, sale);
        }
    }

    private void say(PromotionBurst.Result burst) {
        out.printf(
                "%d promotions by one commit: on the stream p50 %.0f ms, p99 %.0f ms; mail handed over p50 %.0f ms, p99 %.0f"
                        + " ms (wanted: p99 of 2,000)%n",
                burst.promotions(),
                burst.stream().p50(),
                burst.stream().p99(),
                burst.mail().p50(),
                burst.mail().p99());
    }

    private void say(MessageSale.Result sale) {
        for (MessageSale.Turn turn : sale.turns()) {
            out.printf(
                    "%s: %d bookings, %.0f a second, p99 %.1f ms%s%n",
                    turn.told() ? "told" : "untold",
                    turn.bookings(),
                    turn.perSecond(),
                    turn.p99Millis(),
                    turn.told()
                            ? ", the last message %.1f s after the last".formatted(turn.drainedMillis() / 1e3)
                            : "");
        }
        out.printf(
                "medians: %.0f a second untold, %.0f told: %.1f %% slower (wanted: less than 10)%n",
                sale.perSecond(false), sale.perSecond(true), sale.slowerPercent());
    }
}
