package io.evently.tables;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.database.Shards;
import io.evently.database.Shards.PoolSizes;
import io.evently.database.TestServer;
import io.evently.sql.Viewer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Lists that need no token: whoever has many of them searched keeps nobody from the list itself, or from his own. */
class StrangersListsTest {

    private static final Viewer ADMIN = Viewer.admin(new UUID(9, 9));

    private static final EventsTable.Search ALL = new EventsTable.Search(null, null, null, null);
    private static final EventsTable.Search WORDS = new EventsTable.Search("jazz", null, null, null);

    private static Shards shards;

    /** Handed to the threads of database 0, which begin with nothing. */
    private final List<Runnable> handedOver = new ArrayList<>();

    private final ReadModel lists =
            new ReadModel(shards, shard -> shard == 0 ? handedOver::add : Runnable::run, Duration.ofSeconds(2));

    @BeforeAll
    static void open() {
        shards = Shards.open(TestServer.migrated("strangers_lists"), PoolSizes.DEFAULT);
    }

    @AfterAll
    static void close() {
        shards.close();
    }

    /** security 14 */
    @Test
    void searchesShutNeitherTheListOfEventsNorAnybodysOwn() {
        List<CompletableFuture<?>> searches = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            searches.add(events(WORDS));
        }
        assertThat(handedOver).as("of four threads").hasSize(1);
        assertThat(searches.get(199))
                .failsWithin(Duration.ofMinutes(1))
                .withThrowableThat()
                .withCauseInstanceOf(RejectedExecutionException.class);

        for (int i = 0; i < 3; i++) {
            CompletableFuture<?> unused = events(ALL);
        }
        assertThat(handedOver).as("and two for lists without words").hasSize(1 + 2);

        CompletableFuture<?> unused =
                lists.bookings(ADMIN, new BookingsTable.Search(new UUID(1, 1), null, null), 0, null, 5);
        assertThat(handedOver).as("one is left for those with a token").hasSize(1 + 2 + 1);
    }

    private CompletableFuture<?> events(EventsTable.Search search) {
        return lists.events(ADMIN, search, EventsTable.Cursor.EARLIEST, 5);
    }
}
