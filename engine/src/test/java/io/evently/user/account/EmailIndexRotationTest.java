package io.evently.user.account;

import static io.evently.user.account.TwoNodesOfUsers.HERE;
import static io.evently.user.account.TwoNodesOfUsers.PASSWORD;
import static io.evently.user.account.TwoNodesOfUsers.address;
import static io.evently.user.account.TwoNodesOfUsers.now;
import static io.evently.user.account.TwoNodesOfUsers.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evently.Eventually;
import io.evently.crypto.BlindIndexRotation;
import io.evently.crypto.MasterKey;
import io.evently.crypto.RotationPaused;
import io.evently.crypto.UserKeys;
import io.evently.database.Shards;
import io.evently.event.actor.TestNode;
import io.evently.user.Role;
import io.evently.user.UserRejection;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ring 3: the key by which addresses are found is changed on a real PostgreSQL, while people register and log in. */
class EmailIndexRotationTest {

    @TempDir
    private Path folder;

    private final List<String> said = Collections.synchronizedList(new ArrayList<>());

    @Test
    void everybodyIsFoundMeanwhileAndOnlyByTheNewKeyAfterwards() throws Exception {
        try (TwoNodesOfUsers nodes = new TwoNodesOfUsers("index_rotation", folder)) {
            List<Person> early = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                early.add(nodes.register("early" + i + "@example.org", Role.USER));
            }
            Person forgotten = nodes.register("forgotten@example.org", Role.USER);
            now(new UserKeys(nodes.shards, MasterKey.keptIn(folder), shard -> Runnable::run)
                    .forget(forgotten.id(), null));
            List<String> before = indexes(nodes, early);
            AtomicBoolean over = new AtomicBoolean();
            CompletableFuture<List<Person>> sale =
                    CompletableFuture.supplyAsync(() -> registerAndLogInUntil(nodes, early.get(0), over));

            assertThatThrownBy(() -> rotation(nodes.shards, Duration.ZERO).run())
                    .as("nodes have not read the new key at once")
                    .isInstanceOf(RotationPaused.class);
            rotation(nodes.shards, Eventually.PATIENCE).run();
            over.set(true);
            List<Person> everybody = new ArrayList<>(Eventually.answer(sale));

            assertThat(everybody).isNotEmpty();
            everybody.addAll(early);
            for (Person person : everybody) {
                assertThat(now(nodes.behind.find(address(person.email())))
                                .orElseThrow()
                                .id())
                        .isEqualTo(person.id());
                assertThat(nodes.logIn(nodes.ahead, person.email()).userId()).isEqualTo(person.id());
                assertThat(refusal(nodes.ahead.register(address(person.email()), "Another", PASSWORD, Role.USER)))
                        .isEqualTo(UserRejection.EMAIL_TAKEN);
            }
            Eventually.await(() -> Collections.disjoint(indexes(nodes, early), before));
            assertThat(nodes.rows(0, "select version from keys.service_keys where purpose = 'blind-index'"))
                    .containsExactly("2");
            assertThat(said).last().asString().contains("destroyed");
        }
    }

    @Test
    void whileEventlyIsDownNothingIsBegun() throws SQLException {
        List<String> urls = TestNode.databases("index_rotation_alone");
        try (Shards shards = Shards.open(urls, Shards.PoolSizes.DEFAULT)) {
            assertThatThrownBy(() -> rotation(shards, Duration.ZERO).run())
                    .isInstanceOf(RotationPaused.class)
                    .hasMessageContaining("does not run");
        }
    }

    private BlindIndexRotation rotation(Shards shards, Duration patience) {
        return new BlindIndexRotation(shards, MasterKey.keptIn(folder), patience, said::add);
    }

    private static List<Person> registerAndLogInUntil(TwoNodesOfUsers nodes, Person known, AtomicBoolean over) {
        List<Person> registered = new ArrayList<>();
        while (!over.get()) {
            String email = "late" + registered.size() + "@example.org";
            Users node = registered.size() % 2 == 0 ? nodes.ahead : nodes.behind;
            registered.add(now(node.register(address(email), "Late", PASSWORD, Role.USER)));
            assertThat(now(nodes.behind.login(address(known.email()), PASSWORD, HERE))
                            .userId())
                    .isEqualTo(known.id());
            assertThat(now(nodes.ahead.find(address(email))).orElseThrow().name())
                    .isEqualTo("Late");
            assertThat(refusal(nodes.ahead.register(address(known.email()), "Another", PASSWORD, Role.USER)))
                    .isEqualTo(UserRejection.EMAIL_TAKEN);
            try {
                // What was under way when the new key came is over here; the test does not wait for that.
                nodes.onAllDatabases("update keys.index_rotations set asked_at = now() - interval '1 hour'");
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }
        return registered;
    }

    private static List<String> indexes(TwoNodesOfUsers nodes, List<Person> people) throws SQLException {
        List<String> indexes = new ArrayList<>();
        for (Person person : people) {
            indexes.addAll(nodes.rows(
                    Shards.shardOf(person.id()),
                    "select encode(email_bidx, 'hex') from users where id = '" + person.id() + "'"));
        }
        return indexes;
    }
}
