package io.evently.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.Aead;
import io.evently.crypto.TestCipher;
import io.evently.database.Shards;
import io.evently.database.Shards.PoolSizes;
import io.evently.event.actor.TestNode;
import io.evently.tables.AttemptRow;
import io.evently.tables.BookingAttemptsTable;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the version before wrote in plain text is encrypted in small steps, whatever happens in between. */
class PlainAttemptsTest {

    private static final String PLAIN =
            "select count(*) from booking_attempts where ip_address is not null or user_agent is not null";

    private static final String PASSES = "select next_block from plain_attempts order by due_at";

    private static Shards shards;

    private final Aead aead = TestCipher.fresh();
    private final ClientCipher cipher = new ClientCipher(aead);

    @BeforeAll
    static void open() {
        shards = Shards.open(TestNode.databases("plain_attempts"), PoolSizes.DEFAULT);
    }

    @AfterAll
    static void close() {
        shards.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        execute(
                "truncate booking_attempts, plain_attempts",
                "select ensure_partitions(now() - interval '14 days', 0, 4)");
    }

    @Test
    void ofAllPartitionsNothingIsLeft() throws Exception {
        execute(
                plain(3_000, "now()", "'192.0.2.7'"),
                plain(3_000, "now() - interval '8 days'", "'2001:db8::7'"),
                plain(2, "now() - interval '1 year'", "null"),
                "insert into plain_attempts (due_at) values (now()), (now() + interval '1 day')");
        PlainAttempts work = work(cipher);
        int rounds = 0;
        while (rows(PASSES).size() > 1) {
            work.round().join();
            rounds++;
        }

        assertThat(rounds).as("in steps").isGreaterThan(1);
        assertThat(rows(PLAIN)).containsExactly("0");
        List<AttemptRow> attempts = attempts(9_000);
        assertThat(attempts).hasSize(6_002);
        assertThat(attempts.stream().map(cipher::decrypt).distinct())
                .containsExactlyInAnyOrder(
                        new AttemptClient("192.0.2.7", "a browser"),
                        new AttemptClient("2001:db8::7", "a browser"),
                        new AttemptClient(null, "a browser"));
    }

    @Test
    void aStepThatFailsIsDoneAgain() throws Exception {
        execute(plain(3_000, "now()", "'192.0.2.7'"), "insert into plain_attempts (due_at) values (now())");
        AtomicInteger calls = new AtomicInteger();
        ClientCipher failing = new ClientCipher(new Aead() {
            @Override
            public byte[] encrypt(byte[] plaintext, byte[] context) throws GeneralSecurityException {
                if (calls.incrementAndGet() == 1_500) {
                    throw new GeneralSecurityException("no more");
                }
                return aead.encrypt(plaintext, context);
            }

            @Override
            public byte[] decrypt(byte[] ciphertext, byte[] context) throws GeneralSecurityException {
                return aead.decrypt(ciphertext, context);
            }
        });
        boolean failed = false;
        while (!rows(PASSES).isEmpty()) {
            try {
                work(failing).round().join();
            } catch (IllegalStateException e) {
                failed = true;
                assertThat(rows(PASSES)).as("what was done before").doesNotContain("0");
            }
        }

        assertThat(failed).isTrue();
        assertThat(rows(PLAIN)).containsExactly("0");
        assertThat(attempts(4_000).stream().map(cipher::decrypt).distinct())
                .containsExactly(new AttemptClient("192.0.2.7", "a browser"));
    }

    @Test
    void bookingsGoFirst() throws Exception {
        execute(plain(10, "now()", "'192.0.2.7'"), "insert into plain_attempts (due_at) values (now())");

        new PlainAttempts(0, shards.writer(0), cipher, () -> true).round().join();

        assertThat(rows(PLAIN)).containsExactly("10");
    }

    private static PlainAttempts work(ClientCipher with) {
        return new PlainAttempts(0, shards.writer(0), with, () -> false);
    }

    private static String plain(int count, String at, String address) {
        return """
                insert into booking_attempts (id, event_id, user_id, quantity, result, attempted_at, ip_address, user_agent)
                select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 1, 'success', %s, %s::inet, 'a browser'
                from generate_series(1, %d)
                """
                .formatted(at, address, count);
    }

    private static List<AttemptRow> attempts(int limit) throws SQLException {
        try (Connection connection = shards.reader(0).getConnection()) {
            return BookingAttemptsTable.search(connection, new BookingAttemptsTable.Search(null, null), null, limit);
        }
    }

    private static List<String> rows(String query) throws SQLException {
        try (Connection connection = shards.reader(0).getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(result.getString(1));
            }
            return rows;
        }
    }

    private static void execute(String... statements) throws SQLException {
        try (Connection connection = shards.writer(0).getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
