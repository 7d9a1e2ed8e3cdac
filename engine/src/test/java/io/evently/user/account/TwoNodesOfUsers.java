package io.evently.user.account;

import io.evently.Eventually;
import io.evently.crypto.MasterKey;
import io.evently.crypto.ServiceKeys;
import io.evently.database.Shards;
import io.evently.event.actor.TestNode;
import io.evently.projection.Projections;
import io.evently.time.NodeClock;
import io.evently.user.EmailAddress;
import io.evently.user.Identity;
import io.evently.user.Role;
import io.evently.user.UserCommand;
import io.evently.user.UserRejection;
import io.evently.user.actor.UserActors;
import io.evently.user.actor.UserRefused;
import io.evently.user.actor.UserReply;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Two nodes of a cluster with users, on one set of databases whose tables follow; the clock of the first is 2 s ahead. */
public final class TwoNodesOfUsers implements AutoCloseable {

    public static final InetAddress HERE = InetAddress.getLoopbackAddress();

    public static final String PASSWORD = "correct horse battery staple";

    public final Shards shards;
    public final TestNode first;
    public final TestNode second;
    /** On the node whose clock is ahead. */
    public final Users ahead;

    public final Users behind;

    public TwoNodesOfUsers(String databases, Path folder) {
        List<String> urls = TestNode.databases(databases);
        shards = Shards.open(urls, Shards.PoolSizes.DEFAULT);
        first = TestNode.first(urls);
        second = TestNode.join(urls, first);
        Clock clock = Clock.systemUTC();
        ahead = Users.start(
                first.system(),
                shards,
                ServiceKeys.start(first.system(), shards, MasterKey.keptIn(folder)),
                clock(Clock.offset(clock, Duration.ofSeconds(2))),
                first.metrics());
        behind = Users.start(
                second.system(),
                shards,
                ServiceKeys.start(second.system(), shards, MasterKey.keptIn(folder)),
                clock(clock),
                second.metrics());
        Projections.start(first.system(), shards, () -> false, first.metrics());
        Projections.start(second.system(), shards, () -> false, second.metrics());
    }

    private static NodeClock clock(Clock wall) {
        return new NodeClock(wall, System::nanoTime, new SimpleMeterRegistry());
    }

    public Person register(String email, Role role) {
        return now(ahead.register(address(email), "Somebody", PASSWORD, role));
    }

    public Identity logIn(Users node, String email) {
        return now(node.login(address(email), PASSWORD, HERE));
    }

    /** Decided by the user, and the node dies before it tells anybody. */
    public UserReply decideAndDie(UUID user, UserCommand command) {
        return now(new UserActors(first.system()).ask(user, command));
    }

    public List<String> rows(int shard, String query) throws SQLException {
        try (Connection connection = shards.writer(shard).getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    public void onAllDatabases(String sql) throws SQLException {
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            try (Connection connection = shards.writer(shard).getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }
    }

    public static EmailAddress address(String text) {
        return EmailAddress.parse(text).orElseThrow();
    }

    public static <T> T now(CompletableFuture<T> answer) {
        try {
            return Eventually.answer(answer);
        } catch (CompletionException e) {
            if (e.getCause() instanceof UserRefused refused) {
                throw refused;
            }
            throw new AssertionError(e.getCause());
        }
    }

    public static UserRejection refusal(CompletableFuture<?> answer) {
        try {
            Object value = now(answer);
            throw new AssertionError("was granted: " + value);
        } catch (UserRefused refused) {
            return refused.rejection();
        }
    }

    @Override
    public void close() {
        second.close();
        first.close();
        shards.close();
    }
}
