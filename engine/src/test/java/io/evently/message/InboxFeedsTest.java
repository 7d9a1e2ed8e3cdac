package io.evently.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.Eventually;
import io.evently.database.Shards;
import io.evently.event.actor.TestNode;
import io.evently.tables.message.NotificationRow;
import io.evently.tables.message.NotificationsTable;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who listens to inboxes on nodes, each with connections of its own, hears all that is written by others. */
class InboxFeedsTest {

    private static List<String> urls;

    private final List<AutoCloseable> open = new ArrayList<>();
    private InboxFeeds first;
    private InboxFeeds second;

    @BeforeAll
    static void migrate() {
        urls = TestNode.databases("inbox_feeds");
    }

    @BeforeEach
    void start() {
        first = node(urls);
        second = node(urls);
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private InboxFeeds node(List<String> databases) {
        Shards shards = Shards.open(databases, Shards.PoolSizes.DEFAULT);
        InboxFeeds feeds = new InboxFeeds(shards);
        open.add(feeds);
        open.add(shards);
        return feeds;
    }

    /** Notes what it hears; takes no more than its bound. */
    private static final class Ear implements InboxFeeds.Listener {
        private final List<Long> heard = new CopyOnWriteArrayList<>();
        private final List<Boolean> leftOut = new CopyOnWriteArrayList<>();

        @Override
        public void missed(List<NotificationRow> missed, boolean more) {
            missed.forEach(row -> heard.add(row.streamNo()));
            leftOut.add(more);
        }

        @Override
        public boolean hears(NotificationRow message) {
            return heard.add(message.streamNo());
        }
    }

    @Test
    void everyNodeHearsWhatIsWrittenAnywhere() {
        UUID anna = person();
        Ear here = new Ear();
        Ear there = new Ear();
        long head = head(first, anna);
        first.listen(anna, head, here);
        second.listen(anna, head, there);

        List<Long> written = write(anna, 3);
        written.addAll(write(anna, 2));

        Eventually.await(() -> here.heard.equals(written) && there.heard.equals(written));
    }

    /** Streams come and go while messages come; each goes on where the one before was. */
    @Test
    void whoeverGoesOnWhereTheyWereHearsOfEachOnce() {
        UUID anna = person();
        long after = head(first, anna);
        List<Long> written = new ArrayList<>();
        List<Long> heard = new ArrayList<>();
        for (int turn = 0; turn < 20; turn++) {
            Ear ear = new Ear();
            Runnable leave = (turn % 2 == 0 ? first : second).listen(anna, after, ear);
            written.addAll(write(anna, 3));
            int most = turn;
            Eventually.await(() -> ear.heard.size() >= (most % 3 == 0 ? 1 : 2));
            leave.run();
            // What was heard by then; what comes late was for nobody.
            List<Long> taken = List.copyOf(ear.heard);
            heard.addAll(taken);
            after = taken.get(taken.size() - 1);
        }
        Ear last = new Ear();
        first.listen(anna, after, last);
        Eventually.await(() -> heard.size() + last.heard.size() == written.size());
        heard.addAll(last.heard);
        assertThat(heard).isEqualTo(written);
    }

    @Test
    void whoeverMissedMuchIsToldSo() {
        UUID anna = person();
        long before = head(first, anna);
        List<Long> written = write(anna, InboxFeed.MOST_MISSED + 50);
        Ear ear = new Ear();
        first.listen(anna, before, ear);

        Eventually.await(() -> ear.heard.size() == InboxFeed.MOST_MISSED);
        assertThat(ear.heard).isEqualTo(written.subList(50, written.size()));
        assertThat(ear.leftOut).containsExactly(true);
        long next = write(anna, 1).get(0);
        Eventually.await(() -> ear.heard.get(ear.heard.size() - 1) == next);
    }

    @Test
    void manyWhoComeAtOnceAllHear() {
        List<UUID> people = Stream.generate(InboxFeedsTest::person).limit(250).toList();
        List<Ear> ears = people.stream()
                .map(person -> {
                    Ear ear = new Ear();
                    first.listen(person, head(second, person), ear);
                    return ear;
                })
                .toList();
        people.forEach(person -> write(person, 1));
        Eventually.await(() -> ears.stream().allMatch(ear -> ear.heard.size() == 1));
    }

    @Test
    void whoeverLeavesHearsNothingAndTheOthersDo() {
        UUID anna = person();
        long head = head(first, anna);
        Ear stays = new Ear();
        Ear leaves = new Ear();
        first.listen(anna, head, stays);
        first.listen(anna, head, leaves).run();

        List<Long> written = write(anna, 1);

        Eventually.await(() -> stays.heard.equals(written));
        assertThat(leaves.heard).isEmpty();
    }

    /** A database that was restored from before begins to count again where it was then. */
    @Test
    void numbersThatGoBackAreFollowed() throws SQLException {
        UUID anna = person();
        // So high that it is not reached again before the feed looks.
        sql(Shards.shardOf(anna), "update notification_head set last_no = 1000000");
        Ear ear = new Ear();
        first.listen(anna, head(first, anna), ear);
        long last = write(anna, 1).get(0);
        Eventually.await(() -> ear.heard.contains(last));

        sql(Shards.shardOf(anna), "delete from notifications");
        sql(Shards.shardOf(anna), "update notification_head set last_no = 0");
        // What comes before the feed has seen it is in the list only.
        Eventually.await(() -> {
            List<Long> unused = write(anna, 1);
            return ear.heard.stream().anyMatch(number -> number < last);
        });
        assertThat(ear.heard).doesNotHaveDuplicates();
    }

    @Test
    void aDatabaseThatIsAwayIsHeardOfWhenItIsBackAndHoldsUpNoOther() throws SQLException {
        UUID anna = personOf(0);
        UUID bob = personOf(1);
        Ear annas = new Ear();
        Ear bobs = new Ear();
        first.listen(anna, head(first, anna), annas);
        first.listen(bob, head(first, bob), bobs);
        long before = write(anna, 1).get(0);
        Eventually.await(() -> annas.heard.contains(before));

        sql(0, "alter table notification_head rename to gone");
        List<Long> bobsMessages = write(bob, 2);
        Eventually.await(() -> bobs.heard.equals(bobsMessages));
        Ear late = new Ear();
        first.listen(anna, before, late);
        sql(0, "alter table gone rename to notification_head");
        List<Long> annasMessages = write(anna, 2);

        Eventually.await(() ->
                late.heard.equals(annasMessages) && annas.heard.containsAll(annasMessages) && annas.heard.size() == 3);
    }

    @Test
    void itIsNotedThatAStreamHadIt() throws SQLException {
        UUID anna = person();
        first.listen(anna, head(first, anna), new Ear());
        write(anna, 2);
        Eventually.await(() -> delivered(anna) == 2);
    }

    private static int delivered(UUID userId) {
        try (Connection connection = DriverManager.getConnection(urls.get(Shards.shardOf(userId)));
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery("select count(delivered_at) from notifications where user_id = '"
                        + userId + "' and status = 'delivered'")) {
            rows.next();
            return rows.getInt(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static long head(InboxFeeds node, UUID userId) {
        return Eventually.answer(node.head(userId));
    }

    private static UUID person() {
        return UUID.randomUUID();
    }

    private static UUID personOf(int shard) {
        return Stream.generate(UUID::randomUUID)
                .filter(id -> Shards.shardOf(id) == shard)
                .findFirst()
                .orElseThrow();
    }

    private static void sql(int shard, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(urls.get(shard));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** @return their numbers */
    private static List<Long> write(UUID userId, int count) {
        try (Connection connection = DriverManager.getConnection(urls.get(Shards.shardOf(userId)))) {
            connection.setAutoCommit(false);
            long after = NotificationsTable.takeNumbers(connection, count);
            NotificationsTable.insert(
                    connection,
                    IntStream.range(0, count).mapToObj(n -> row(userId)).toList(),
                    after);
            connection.commit();
            return new ArrayList<>(
                    IntStream.rangeClosed(1, count).mapToObj(n -> after + n).toList());
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static NotificationRow row(UUID userId) {
        return new NotificationRow(
                UUID.randomUUID(),
                userId,
                null,
                Cause.PROMOTED.type().label(),
                Cause.PROMOTED.label(),
                "Seats are promised to you.",
                "{}",
                true,
                true,
                "sent",
                1_800_000_000_000_000L,
                0,
                false,
                1_800_000_000_000_000L,
                0);
    }
}
