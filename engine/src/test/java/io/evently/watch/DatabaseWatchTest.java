package io.evently.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.Eventually;
import io.evently.cluster.OtherNodes;
import io.evently.database.Migrations;
import io.evently.database.ServerState;
import io.evently.database.embedded.DataFolder;
import io.evently.database.embedded.EmbeddedServer;
import io.evently.tables.ReachRow;
import io.evently.time.NodeClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is noticed of a database: by answers that are made up, and by real servers. */
class DatabaseWatchTest {

    private static final ServerState PRIMARY = new ServerState(7, 1, 1000, false, 0);

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final List<Integer> forgotten = new ArrayList<>();
    private final Answers answers = new Answers();
    private final Map<String, DataFolder> folders = new HashMap<>();
    private long seconds;
    private boolean counts = true;
    private DatabaseWatch watch = watch(answers);

    @TempDir
    private Path folder;

    @Test
    void aServerThatGoesOnIsTheSame() {
        watch.look();
        answers.state = new ServerState(7, 1, 1000, false, 0);
        watch.look();
        answers.state = new ServerState(7, 1, 2000, false, 0);
        watch.look();

        assertThat(forgotten).isEmpty();
        assertThat(value("evently.database.changes")).isZero();
    }

    @Test
    void anotherServerAPromotedReplicaAndARestoredDiskAreNotTheSame() {
        for (ServerState other : List.of(
                new ServerState(8, 1, 2000, false, 0),
                new ServerState(8, 2, 2000, false, 0),
                new ServerState(8, 2, 1999, false, 0))) {
            watch.look();
            forgotten.clear();
            answers.state = other;
            watch.look();
            watch.look();

            assertThat(forgotten).as("%s", other).containsExactly(2);
        }
        assertThat(value("evently.database.changes")).isEqualTo(3);
    }

    /** Also if nothing was heard of it meanwhile. */
    @Test
    void aPrimaryThatBecameAStandbyIsAwayUntilItIsPromoted() {
        watch.look();
        answers.state = new ServerState(7, 1, 900, true, 0);
        watch.look();
        watch.look();
        assertThat(forgotten).containsExactly(2);
        seconds += 10;
        watch.look();
        assertThat(watch.isReached()).isFalse();

        answers.broken = new SQLException("gone");
        watch.look();
        answers.broken = null;
        answers.state = new ServerState(7, 2, 950, false, 0);
        watch.look();

        assertThat(forgotten).containsExactly(2, 2);
        assertThat(watch.isReached()).isTrue();
    }

    @Test
    void aDatabaseThatDoesNotAnswerOrTakesNoWritesIsAway() {
        watch.look();
        seconds += 3;
        assertThat(watch.isReached()).isTrue();
        seconds += 2;
        assertThat(watch.isReached()).isFalse();
        assertThat(value("evently.database.away.seconds")).isEqualTo(5);

        answers.readOnly = new SQLException("disk full");
        watch.look();
        assertThat(watch.isReached()).isFalse();

        answers.readOnly = null;
        watch.look();
        assertThat(watch.isReached()).isTrue();
        assertThat(value("evently.database.away.seconds")).isZero();
    }

    /** Whatever it is, the next look is made. */
    @Test
    void aDefectIsNoReasonToStopLooking() {
        answers.defect = new IllegalStateException("unheard of");
        seconds += 9;
        watch.look();
        assertThat(watch.isReached()).isFalse();
        answers.defect = null;
        watch.look();
        assertThat(watch.isReached()).isTrue();
    }

    @Test
    void whatOthersSayCountsForSeconds() {
        answers.others = List.of(new ReachRow("other", 15, true));
        watch.look();
        assertThat(watch.others()).isEqualTo(answers.others);
        assertThat(answers.told).containsExactly(new ReachRow("self", 4, true));
        seconds += 5;
        assertThat(watch.others()).isEmpty();
    }

    @Test
    void whoDoesNotCountTellsNothing() {
        watch.look();
        counts = false;
        seconds += 2;
        watch.look();
        seconds += 2;
        watch.look();

        assertThat(answers.told).as("nothing any more").isEmpty();
        assertThat(answers.forgets).isEqualTo(1);
    }

    @Test
    void aJournalOfAnotherServerIsNoticedWithinAMinute() {
        answers.foreign = true;
        watch.look();
        assertThat(value("evently.database.foreign")).isZero();
        seconds += 60;
        watch.look();
        assertThat(value("evently.database.foreign")).isEqualTo(1);
    }

    /** Restarted it is the same; with other files on the same port it is not. */
    @Test
    void realServersAreToldApart() {
        EmbeddedServer server = EmbeddedServer.start(claimed("one"));
        Migrations.migrate(server.ownerUrls());
        try (WatchedDatabase database =
                WatchedDatabase.at(2, server.applicationUrls().get(2))) {
            watch = watch(database);
            reachAnew();
            restarted(server, "one");
            assertThat(forgotten).isEmpty();

            restarted(server, "two");
            assertThat(forgotten).containsExactly(2);
        }
    }

    /** As a replica takes over, or a backup is restored to a point in time. */
    @Test
    void aRealPromotionIsNoticed() throws Exception {
        EmbeddedServer server = EmbeddedServer.start(claimed("one"));
        Migrations.migrate(server.ownerUrls());
        String url = server.databases("evently").get(2);
        try (WatchedDatabase database = WatchedDatabase.at(2, url)) {
            watch = watch(database);
            reachAnew();
            server.close();
            Files.createFile(server.directory().resolve("standby.signal"));
            try (EmbeddedServer again = EmbeddedServer.start(claimed("one"), server.port());
                    Connection connection = DriverManager.getConnection(url);
                    Statement statement = connection.createStatement()) {
                await(() -> forgotten.size() == 1);
                seconds += 10;
                assertThat(watch.isReached()).as("a standby is of no use").isFalse();

                statement.execute("select pg_promote()");
                await(() -> watch.isReached());

                assertThat(forgotten).containsExactly(2, 2);
            }
        }
    }

    private void restarted(EmbeddedServer before, String data) {
        before.close();
        seconds += 10;
        watch.look();
        assertThat(watch.isReached()).isFalse();
        try (EmbeddedServer after = EmbeddedServer.start(claimed(data), before.port())) {
            Migrations.migrate(after.ownerUrls());
            // The application's password is another one there.
            assertThat(after.applicationUrls()).hasSize(4);
            reachAnew();
        }
    }

    private void reachAnew() {
        seconds += 10;
        await(() -> watch.isReached());
    }

    private void await(BooleanSupplier condition) {
        Eventually.await(() -> {
            watch.look();
            return condition.getAsBoolean();
        });
    }

    private DatabaseWatch watch(WatchedDatabase database) {
        return new DatabaseWatch(
                2,
                database,
                new NodeClock(Clock.systemUTC(), System::nanoTime, metrics),
                forgotten::add,
                new OtherNodes() {
                    @Override
                    public String self() {
                        return "self";
                    }

                    @Override
                    public boolean counts() {
                        return counts;
                    }

                    @Override
                    public boolean couldTakeOver(String address) {
                        return true;
                    }
                },
                () -> new ReachRow("self", 4, true),
                () -> TimeUnit.SECONDS.toNanos(seconds),
                metrics);
    }

    private double value(String name) {
        return metrics.get(name)
                .tag("shard", "2")
                .meter()
                .measure()
                .iterator()
                .next()
                .getValue();
    }

    private DataFolder claimed(String name) {
        return folders.computeIfAbsent(name, each -> DataFolder.claim(folder.resolve(each)));
    }

    private static final class Answers implements WatchedDatabase {

        private ServerState state = PRIMARY;
        private boolean foreign;
        private SQLException broken;
        private SQLException readOnly;
        private RuntimeException defect;
        private List<ReachRow> others = List.of();
        private final List<ReachRow> told = new ArrayList<>();
        private int forgets;

        @Override
        public ServerState state() throws SQLException {
            if (broken != null) {
                throw broken;
            }
            if (defect != null) {
                throw defect;
            }
            return state;
        }

        @Override
        public boolean journalIsForeign() {
            return foreign;
        }

        @Override
        public void tell(ReachRow self) throws SQLException {
            if (readOnly != null) {
                throw readOnly;
            }
            told.add(self);
        }

        @Override
        public void forget(String self) {
            forgets++;
            told.clear();
        }

        @Override
        public List<ReachRow> others(String self) {
            return others;
        }

        @Override
        public void close() {}
    }
}
