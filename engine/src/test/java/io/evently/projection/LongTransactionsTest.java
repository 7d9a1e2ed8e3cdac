package io.evently.projection;

import io.evently.Eventually;
import io.evently.tables.journal.OpenTransactions;
import java.sql.Connection;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Who holds the tables back has a name. */
class LongTransactionsTest {

    @Test
    void theOldestOpenTransactionIsNamedWhateverItDoesAndWhereverItIs() throws Exception {
        try (JournalFixture journal = JournalFixture.empty("held_back");
                Connection slow = journal.connection();
                Connection asking = journal.connection()) {
            slow.setAutoCommit(false);
            journal.commit(slow, new UUID(2, 1), History.START, History.create(new UUID(2, 1), "Concert", 10));

            // Others of this server, an autovacuum perhaps, may be older for a moment.
            Eventually.await(() -> {
                List<String> oldest = OpenTransactions.oldest(asking);
                return oldest.size() == 1
                        && oldest.get(0).contains("idle in transaction")
                        && oldest.get(0).contains("insert into event_journal");
            });
        }
    }
}
