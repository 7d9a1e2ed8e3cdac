package io.evently.user.link;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evently.Eventually;
import io.evently.crypto.MasterKey;
import io.evently.crypto.ServiceKeys;
import io.evently.database.Shards;
import io.evently.departure.DepartureWorkers;
import io.evently.erasure.Erasures;
import io.evently.event.actor.TestNode;
import io.evently.projection.Projections;
import io.evently.time.NodeClock;
import io.evently.time.PushedClock;
import io.evently.user.EmailAddress;
import io.evently.user.Identity;
import io.evently.user.Role;
import io.evently.user.UserRejection;
import io.evently.user.account.Person;
import io.evently.user.account.Users;
import io.evently.user.actor.UserActors;
import io.evently.user.actor.UserRefused;
import java.net.InetAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Users as actors on a real journal, and their tables behind it; the node may end and start again. */
public final class UsersWithTables implements AutoCloseable {

    public static final String PASSWORD = "correct horse battery";

    public final List<String> urls;
    public final Shards shards;
    public final PushedClock wall = new PushedClock();
    private final MasterKey masterKey;
    private final String overrides;
    public TestNode node;
    public ServiceKeys serviceKeys;
    public Users users;
    public UserActors actors;

    /** @param overrides HOCON that goes before everything else */
    public UsersWithTables(String databases, Path folder, String overrides) {
        urls = TestNode.databases(databases);
        shards = Shards.open(urls, Shards.PoolSizes.DEFAULT);
        masterKey = MasterKey.keptIn(folder);
        this.overrides = overrides;
        start();
    }

    public void start() {
        node = TestNode.start(urls, Clock.systemUTC(), System::nanoTime, overrides);
        serviceKeys = ServiceKeys.start(node.system(), shards, masterKey);
        NodeClock clock = new NodeClock(wall, System::nanoTime, node.metrics());
        users = Users.start(node.system(), shards, serviceKeys, clock, node.metrics());
        actors = new UserActors(node.system());
        Projections.start(node.system(), shards, () -> false, node.metrics());
        DepartureWorkers.start(node.system(), shards, users, node.events());
        Erasures unused = Erasures.start(node.system(), shards, users, report -> {}, clock, node.metrics());
    }

    /** As a node that takes over: another process with the same databases. */
    public void restart() {
        node.close();
        start();
    }

    @Override
    public void close() {
        node.close();
        shards.close();
    }

    public Person register(String email) {
        return now(users.register(address(email), "Somebody", PASSWORD, Role.USER));
    }

    public CompletionStage<Identity> logIn(String email, String password) {
        return users.login(address(email), password, InetAddress.getLoopbackAddress());
    }

    public static EmailAddress address(String text) {
        return EmailAddress.parse(text).orElseThrow();
    }

    /** Of a user's own database; columns with a bar between them. */
    public List<String> rows(UUID user, String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(urls.get(Shards.shardOf(user)));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query.formatted(user))) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                List<String> row = new ArrayList<>();
                for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                    row.add(String.valueOf(rows.getString(column)));
                }
                values.add(String.join("|", row));
            }
            return values;
        }
    }

    public void change(UUID user, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(urls.get(Shards.shardOf(user)));
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql.formatted(user));
        }
    }

    public static <T> T now(CompletionStage<T> asked) {
        return Eventually.answer(asked);
    }

    public static UserRejection refusal(CompletionStage<?> asked) {
        List<UserRejection> refused = new ArrayList<>();
        assertThatThrownBy(() -> Eventually.answer(asked))
                .isInstanceOfSatisfying(
                        CompletionException.class,
                        failure -> refused.add(((UserRefused) failure.getCause()).rejection()));
        return refused.get(0);
    }
}
