package io.evently.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evently.database.Shards;
import io.evently.database.Shards.PoolSizes;
import io.evently.database.TestServer;
import io.evently.sql.Viewer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What strangers look for takes a part of what there is, and not for long. */
class SearchesAsideTest {

    private static final Viewer ADMIN = Viewer.admin(new UUID(9, 9));

    private static final UUID SOMEBODY = UUID.randomUUID();
    private static final EventsTable.Search ALL = new EventsTable.Search(null, null, null, null);

    private static Shards shards;

    @BeforeAll
    static void open() {
        shards = Shards.open(TestServer.migrated("searches_aside"), PoolSizes.DEFAULT);
    }

    @AfterAll
    static void close() {
        shards.close();
    }

    /** security 6 and 14: strangers search; the rest of the threads is for those who have a token. */
    @Test
    void searchesHaveAPartOfTheThreadsOnly() {
        List<Runnable> handedOver = new ArrayList<>();
        ReadModel busy = new ReadModel(shards, shard -> handedOver::add, Duration.ofSeconds(2));
        for (int i = 0; i < 10; i++) {
            var unused = busy.events(ADMIN, ALL, null, 1);
        }
        assertThat(handedOver).as("two for each database").hasSize(2 * Shards.COUNT);

        var unused = busy.bookings(ADMIN, new BookingsTable.Search(SOMEBODY, null, null), 0, null, 1);
        assertThat(handedOver).as("and the list").hasSize(3 * Shards.COUNT);
    }

    /** security 14: two seconds, where other statements have ten. */
    @Test
    void aSearchIsEndedSoonerThanAList() throws SQLException {
        try (Connection connection = shards.writer(0).getConnection();
                Statement lock = connection.createStatement()) {
            connection.setAutoCommit(false);
            lock.execute("lock table events, bookings in access exclusive mode");
            ReadModel waiting = new ReadModel(shards, shard -> work -> new Thread(work).start(), Duration.ofSeconds(2));
            var list = waiting.bookings(ADMIN, new BookingsTable.Search(SOMEBODY, null, null), 0, null, 1);
            var search = waiting.events(ADMIN, ALL, null, 1);

            assertThatThrownBy(search::join).cause().isInstanceOfSatisfying(SQLException.class, ended -> assertThat(
                            ended.getSQLState())
                    .isEqualTo("57014"));
            assertThat(list).isNotDone();
            connection.rollback();
            list.join();
        }
    }
}
