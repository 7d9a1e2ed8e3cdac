package io.evently.user.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evently.Eventually;
import io.evently.crypto.BlindIndex;
import io.evently.crypto.MasterKey;
import io.evently.crypto.ServiceKeys;
import io.evently.database.Shards;
import io.evently.event.actor.TestNode;
import io.evently.time.NodeClock;
import io.evently.user.EmailAddress;
import io.evently.user.Role;
import io.evently.user.UserRejection;
import io.evently.user.actor.EmailLookup;
import io.evently.user.actor.UserRefused;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users and claims whose journal somebody spoilt: that is said, and never taken for a user that there is not. */
class UnreadableUsersTest {

    private static final String IMPATIENT = "evently.unreadable { first-pause = 50ms, longest-pause = 100ms }";

    @TempDir
    private static Path folder;

    private static List<String> databases;
    private static TestNode node;
    private static Shards shards;
    private static ServiceKeys serviceKeys;
    private static Users users;

    @BeforeAll
    static void start() {
        databases = TestNode.databases("unreadable_users");
        shards = Shards.open(databases, Shards.PoolSizes.DEFAULT);
        node = TestNode.start(databases, Clock.systemUTC(), System::nanoTime, IMPATIENT);
        serviceKeys = ServiceKeys.start(node.system(), shards, MasterKey.keptIn(folder));
        users = Users.start(
                node.system(),
                shards,
                serviceKeys,
                new NodeClock(Clock.systemUTC(), System::nanoTime, node.metrics()),
                node.metrics());
    }

    @AfterAll
    static void stop() {
        node.close();
        shards.close();
    }

    @Test
    void aUserWhoseJournalIsSpoiltIsNobodyToNobody() throws SQLException {
        UUID user = UUID.randomUUID();
        String url = databases.get(Shards.shardOf(user));
        spoil(url, "User|" + user, "user:1");

        isRefused(users.get(user));
        isRefused(users.standing(user));

        execute(url, "delete from event_journal where persistence_id = 'User|" + user + "'");
        Eventually.await(() -> standsForNobody(user));
    }

    @Test
    void aUserWhoseJournalEndsBeforeTheirRowIsRefused() throws SQLException {
        UUID user = UUID.randomUUID();
        String url = databases.get(Shards.shardOf(user));
        execute(url, "insert into users (id, version, deleted_at) values ('" + user + "', 3, now())");

        isRefused(users.standing(user));

        execute(url, "delete from users where id = '" + user + "'");
        Eventually.await(() -> standsForNobody(user));
    }

    @Test
    void aClaimWhoseJournalIsSpoiltGivesItsAddressToNobody() throws SQLException {
        EmailAddress address = EmailAddress.parse("ada@example.org").orElseThrow();
        BlindIndex index = new EmailLookup(null, serviceKeys).indexOf(address);
        String url = databases.get(index.shard(Shards.COUNT));
        spoil(url, "Email|" + index.hex(), "claim:1");

        isRefused(users.find(address));
        isRefused(users.register(address, "Ada", "correct horse battery staple", Role.USER));

        execute(url, "delete from event_journal where persistence_id = 'Email|" + index.hex() + "'");
        Eventually.await(() -> {
            try {
                return users.find(address).join().isEmpty();
            } catch (RuntimeException stillUnreadable) {
                return false;
            }
        });
    }

    private static boolean standsForNobody(UUID user) {
        try {
            return users.standing(user).join().isEmpty();
        } catch (RuntimeException stillUnreadable) {
            return false;
        }
    }

    private static void isRefused(CompletableFuture<?> answer) {
        assertThatThrownBy(() -> Eventually.answer(answer))
                .cause()
                .isInstanceOfSatisfying(UserRefused.class, refused -> assertThat(refused.rejection())
                        .isEqualTo(UserRejection.UNREADABLE));
    }

    private static void spoil(String url, String persistenceId, String manifest) throws SQLException {
        execute(
                url,
                "insert into event_journal (persistence_id, sequence_number, writer, write_timestamp, adapter_manifest,"
                        + " event_payload, event_ser_id, event_ser_manifest)"
                        + " values ('" + persistenceId + "', 1, 'x', 0, '', 'garbage', 781002, '" + manifest + "')");
    }

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
