package io.evently.webhook;

import io.evently.crypto.TestCipher;
import io.evently.database.Shards;
import io.evently.tables.message.WebhooksTable;
import io.evently.webhook.WebhookClient.Answer;
import io.evently.webhook.WebhookClient.Post;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;

/** What follows and sends for database 0, driven by the test, with receivers that answer as the test wants. */
public final class WebhookRig {

    private static final int SHARD = 0;
    private static final int MANY = 250_000;
    private static final int FEW = 1_000;

    /** What a receiver got, and where. */
    public record Got(String url, Post post) {

        public String id() {
            return post.id();
        }
    }

    private final Shards shards;
    private final WebhookSecrets secrets = new WebhookSecrets(TestCipher.fresh(), parts -> new byte[32]);
    private final Subscriptions subscriptions;
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final WebhookMetrics metrics = new WebhookMetrics(registry);
    private final List<Got> received = Collections.synchronizedList(new ArrayList<>());
    private final WebhookFollower follower;
    private WebhookSender sender;
    private WebhookSender before;
    private volatile BiFunction<String, Post, CompletableFuture<Answer>> answers =
            (url, post) -> CompletableFuture.completedFuture(Answer.of(200, null));

    public WebhookRig(Shards shards) {
        this.shards = shards;
        this.subscriptions = new Subscriptions(shards.writer(SHARD), secrets);
        this.follower = follower();
        this.sender = sender();
    }

    WebhookFollower follower() {
        return new WebhookFollower(
                SHARD, shards.writer(SHARD), subscriptions, new SaleRest(() -> false, System::nanoTime), metrics);
    }

    private WebhookSender sender() {
        return new WebhookSender(
                SHARD,
                shards.writer(SHARD),
                Runnable::run,
                subscriptions,
                Receivers::new,
                this::switchOff,
                housekeeping(MANY),
                new SaleRest(() -> false, System::nanoTime),
                metrics,
                new RetryTimes(() -> 0.5));
    }

    private Housekeeping housekeeping(int mostWaiting) {
        return new Housekeeping(SHARD, shards.writer(SHARD), subscriptions, this::switchOff, metrics, mostWaiting);
    }

    /** With few messages that may wait; does not rest before there is nothing more to do. */
    public void keepHouse() throws SQLException {
        Housekeeping housekeeping = housekeeping(FEW);
        boolean more = true;
        while (more) {
            more = housekeeping.runNow();
        }
    }

    private void switchOff(UUID id, String reason) throws SQLException {
        try (Connection connection = shards.writer(SHARD).getConnection()) {
            WebhooksTable.switchOff(connection, id, reason);
        }
    }

    private final class Receivers implements WebhookClient.Line {
        private final String url;

        Receivers(URI url) {
            this.url = url.toString();
        }

        @Override
        public CompletableFuture<Answer> post(Post post, Duration patience) {
            received.add(new Got(url, post));
            return answers.apply(url, post);
        }

        @Override
        public void close() {
            // There is nothing to be closed.
        }
    }

    /** @param eventIds null: all */
    public UUID subscribe(String url, List<UUID> eventIds, WebhookType... types) throws SQLException {
        UUID id = UUID.randomUUID();
        WebhookSecret secret = secrets.random();
        try (Connection connection = shards.writer(SHARD).getConnection()) {
            connection.setAutoCommit(false);
            WebhooksTable.insert(
                    connection,
                    new WebhooksTable.New(
                            id,
                            url,
                            List.of(types).stream().map(WebhookType::label).toList(),
                            eventIds,
                            secrets.seal(id, secret),
                            secret.id(),
                            1,
                            new UUID(1, 1)));
            connection.commit();
        }
        return id;
    }

    public void answering(BiFunction<String, Post, CompletableFuture<Answer>> how) {
        answers = how;
    }

    /** Follows until it is where the tables are. */
    public void follow() throws SQLException {
        Duration rest = Duration.ZERO;
        while (rest.isZero()) {
            rest = follower.step();
        }
    }

    /** Events of which webhooks hear nothing, as operators see it. */
    public double setAside() {
        return registry.get("evently.webhooks.set.aside")
                .tag("shard", "0")
                .gauge()
                .value();
    }

    /** One step of another follower. */
    public void stepOfAnother() throws SQLException {
        Duration unused = follower().step();
    }

    /** One round of sending, its rest included. */
    public void send() throws SQLException {
        sender.round().join();
    }

    /** Whoever sends dies, and another begins. */
    public void senderDies() {
        before = sender;
        sender = sender();
    }

    /** The one before is not dead after all. */
    public void sendAsTheOneBefore() throws SQLException {
        before.round().join();
    }

    /** Gives way, as a node that leaves. */
    public void senderLeaves() {
        sender.ended();
    }

    public List<Got> received() {
        return List.copyOf(received);
    }

    public List<String> ids() {
        return received().stream().map(Got::id).toList();
    }
}
