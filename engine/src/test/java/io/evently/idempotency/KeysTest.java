package io.evently.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evently.crypto.MasterKey;
import io.evently.crypto.ServiceKeys;
import io.evently.database.Shards;
import io.evently.database.Shards.PoolSizes;
import io.evently.event.actor.TestNode;
import io.evently.idempotency.Keys.Kept;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a key made is known to every node, after every crash, and to nobody but who used it. */
class KeysTest {

    private static final int SHARD = 2;
    private static final long AT = 1_767_225_600_123_456L;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    private static Path folder;

    private static ActorSystem<Void> system;
    private static Shards shards;
    private static ServiceKeys serviceKeys;
    /** Two nodes: nothing but the database is common to them. */
    private static Keys here;

    private static Keys there;

    @BeforeAll
    static void start() {
        List<String> urls = TestNode.databases("keys");
        system = TestNode.unjoined(urls);
        shards = Shards.open(urls, PoolSizes.DEFAULT);
        serviceKeys = ServiceKeys.start(system, shards, MasterKey.keptIn(folder));
        here = Keys.start(system, shards, serviceKeys, PATIENCE, "here");
        there = Keys.start(system, shards, serviceKeys, PATIENCE, "there");
    }

    @AfterAll
    static void stop() {
        shards.close();
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().join();
    }

    @Test
    void theFirstChoosesWhatIsMadeAndEverybodyElseMakesTheSame() {
        UUID first = UUID.randomUUID();
        Kept kept = keep(here, request("k1", "content"), first);
        assertThat(kept.id()).isEqualTo(first);
        assertThat(kept.isMade()).isFalse();

        Kept elsewhere = keep(there, request("k1", "content"), UUID.randomUUID());

        assertThat(elsewhere.id()).isEqualTo(first);
        assertThat(elsewhere.isMade())
                .as("it fell before it was made, for all they know")
                .isFalse();
        now(elsewhere.made(AT));
        Kept repeat = keep(here, request("k1", "content"), UUID.randomUUID());
        assertThat(repeat.isMade()).isTrue();
        assertThat(repeat.madeAt()).isEqualTo(AT);
        assertThat(repeat.id()).isEqualTo(first);
    }

    @Test
    void otherContentIsAnotherRequestHoweverItsPartsAreCut() {
        now(keep(here, request("k2", "ab", "c"), UUID.randomUUID()).made(AT));

        assertThat(keep(here, request("k2", "ab", "c"), UUID.randomUUID()).isOfAnotherRequest())
                .isFalse();
        for (String[] other : new String[][] {{"a", "bc"}, {"abc"}, {"ab", "c", ""}, {"AB", "c"}}) {
            assertThat(keep(there, request("k2", other), UUID.randomUUID()).isOfAnotherRequest())
                    .isTrue();
        }
    }

    @Test
    void whoAsksAndWhatForBelongToTheKey() {
        UUID first = UUID.randomUUID();
        keep(here, new KeyedRequest("POST /a", "ada", SHARD, "k3", List.of("c")), first);

        for (KeyedRequest other : List.of(
                new KeyedRequest("POST /b", "ada", SHARD, "k3", List.of("c")),
                new KeyedRequest("POST /a", "bob", SHARD, "k3", List.of("c")),
                new KeyedRequest("POST /a", "ada", SHARD, "K3", List.of("c")),
                new KeyedRequest("POST /a", "adak", SHARD, "3", List.of("c")))) {
            UUID own = UUID.randomUUID();
            assertThat(keep(here, other, own).id()).isEqualTo(own);
        }
    }

    @Test
    void ofManyAtOnceOneChooses() {
        List<CompletableFuture<Kept>> asked = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            asked.add((i % 2 == 0 ? here : there).keep(request("k4", "content"), UUID.randomUUID()));
        }

        assertThat(asked.stream().map(KeysTest::now).map(Kept::id).distinct()).hasSize(1);
    }

    @Test
    void aRefusalFreesTheKeyButNotWhatWasGrantedMeanwhile() {
        Kept refused = keep(here, request("k5", "content"), UUID.randomUUID());
        now(refused.refused());
        UUID next = UUID.randomUUID();
        Kept kept = keep(here, request("k5", "other content"), next);
        assertThat(kept.id()).isEqualTo(next);

        // The same request twice at once: one is refused, the other granted, and noted last or first.
        now(kept.refused());
        now(kept.made(AT));
        now(kept.refused());
        assertThat(keep(there, request("k5", "other content"), UUID.randomUUID())
                        .isMade())
                .isTrue();
    }

    @Test
    void aKeyIsKeptFor24HoursWhetherItsRowWasDeletedOrNot() throws Exception {
        UUID first = UUID.randomUUID();
        now(keep(here, request("k6", "content"), first).made(AT));
        execute("update idempotency_keys set kept_since = kept_since - interval '23 hours 59 minutes'"
                + " where made_id = '" + first + "'");
        assertThat(keep(here, request("k6", "content"), UUID.randomUUID()).id()).isEqualTo(first);

        execute("update idempotency_keys set kept_since = kept_since - interval '1 minute'" + " where made_id = '"
                + first + "'");
        UUID next = UUID.randomUUID();
        Kept again = keep(here, request("k6", "other content"), next);

        assertThat(again.id()).isEqualTo(next);
        assertThat(again.isMade()).isFalse();
        assertThat(again.isOfAnotherRequest()).isFalse();
    }

    @Test
    void nothingOfTheRequestIsInTheTable() throws Exception {
        String secret = "correct horse battery staple";
        keep(
                here,
                new KeyedRequest("POST /v1/users", "ada@example.org", SHARD, "a-key-of-ada", List.of(secret)),
                UUID.randomUUID());

        List<String> rows = rows("select k::text from idempotency_keys k");

        for (String said : List.of(secret, "ada@example.org", "a-key-of-ada", "POST")) {
            String hex = HexFormat.of().formatHex(said.getBytes(StandardCharsets.UTF_8));
            assertThat(rows).noneMatch(row -> row.contains(said) || row.contains(hex));
        }
    }

    @Test
    void withoutTheDatabaseNothingIsMade() {
        Shards away = Shards.open(shards.urls(), PoolSizes.DEFAULT);
        away.close();
        Keys keys = Keys.start(system, away, serviceKeys, PATIENCE, "away");

        assertThatThrownBy(() -> now(keys.keep(request("k7", "content"), UUID.randomUUID())))
                .hasCauseInstanceOf(KeysUnavailable.class);
    }

    private static KeyedRequest request(String key, String... content) {
        return new KeyedRequest("POST /things", "ada", SHARD, key, List.of(content));
    }

    private static Kept keep(Keys keys, KeyedRequest request, UUID freshId) {
        return now(keys.keep(request, freshId));
    }

    private static <T> T now(CompletableFuture<T> asked) {
        return asked.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = shards.writer(SHARD).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> rows(String sql) throws SQLException {
        try (Connection connection = shards.writer(SHARD).getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }
}
