package io.evently.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.crypto.TestCipher;
import io.evently.tables.AttemptRow;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class WaitingAttemptsTest {

    private static final UUID EVENT = new UUID(1, -1);
    private static final UUID USER = new UUID(-2, 2);

    private final ClientCipher cipher = new ClientCipher(TestCipher.fresh());
    private final WaitingAttempts waiting = new WaitingAttempts();

    @Test
    void anAttemptComesOutAsItWentIn() throws Exception {
        UUID booking = new UUID(5, 6);
        InetAddress address = InetAddress.getByName("2001:db8::7");
        waiting.offer(new UUID(7, 8), new Attempt(EVENT, USER, 10, null, booking, -1, address, "a browser"));
        waiting.offer(new UUID(7, 9), new Attempt(EVENT, USER, 1, "SOLD_OUT", null, Long.MAX_VALUE, null, null));

        List<AttemptRow> rows = taken(10);

        AttemptRow made = rows.get(0);
        assertThat(made.id()).isEqualTo(new UUID(7, 8));
        assertThat(made.eventId()).isEqualTo(EVENT);
        assertThat(made.userId()).isEqualTo(USER);
        assertThat(made.quantity()).isEqualTo(10);
        assertThat(made.failureReason()).isNull();
        assertThat(made.bookingId()).isEqualTo(booking);
        assertThat(made.at()).isEqualTo(-1);
        assertThat(cipher.decrypt(made)).isEqualTo(new AttemptClient("2001:db8::7", "a browser"));
        AttemptRow refused = rows.get(1);
        assertThat(refused.failureReason()).isEqualTo("SOLD_OUT");
        assertThat(refused.bookingId()).isNull();
        assertThat(refused.at()).isEqualTo(Long.MAX_VALUE);
        assertThat(refused.client()).isNull();
        assertThat(rows).hasSize(2);
        assertThat(waiting.size()).isZero();
    }

    @Test
    void attemptsComeOutInTheirOrderAndAtMostSoManyAtOnce() {
        for (int i = 0; i < 2_500; i++) {
            assertThat(waiting.offer(new UUID(0, i), attempt("a browser"))).isTrue();
        }
        List<AttemptRow> first = taken(2_000);
        waiting.offer(new UUID(0, 2_500), attempt("a browser"));
        List<AttemptRow> rest = taken(2_000);

        assertThat(first).hasSize(2_000);
        first.addAll(rest);
        assertThat(first).hasSize(2_501);
        for (int i = 0; i < first.size(); i++) {
            assertThat(first.get(i).id()).isEqualTo(new UUID(0, i));
        }
        assertThat(taken(2_000)).isEmpty();
    }

    @Test
    void moreDoNotGetInThanThereIsRoomFor() {
        for (int i = 0; i < WaitingAttempts.MOST; i++) {
            assertThat(waiting.offer(new UUID(0, i), attempt("a browser"))).isTrue();
        }
        assertThat(waiting.offer(USER, attempt("a browser"))).isFalse();

        int before = waiting.size();
        int rows = taken(4_000).size();

        assertThat(waiting.size()).isEqualTo(before - rows);
        assertThat(waiting.offer(USER, attempt("a browser"))).isTrue();
    }

    /** Somebody may send another agent each time: nothing is lost, and nothing is kept for ever. */
    @Test
    void eachAttemptHasItsOwnAgentHoweverManyThereAre() {
        int attempts = 3 * SeenTexts.MOST;
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < attempts; i++) {
                waiting.offer(new UUID(round, i), attempt("browser " + i));
            }
            List<AttemptRow> rows = new ArrayList<>();
            while (waiting.size() > 0) {
                rows.addAll(taken(4_000));
            }
            assertThat(rows).hasSize(attempts);
            for (int i = 0; i < attempts; i++) {
                assertThat(cipher.decrypt(rows.get(i)).userAgent()).isEqualTo("browser " + i);
            }
        }
    }

    @Test
    void whoComesTogetherGetsInOnceEach() {
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            int number = thread;
            threads.add(CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 5_000; i++) {
                    waiting.offer(new UUID(number, i), attempt("browser " + i % 7));
                }
            }));
        }
        List<AttemptRow> rows = new ArrayList<>();
        while (!threads.stream().allMatch(CompletableFuture::isDone) || waiting.size() > 0) {
            rows.addAll(taken(1_000));
        }
        assertThat(rows).extracting(AttemptRow::id).doesNotHaveDuplicates().hasSize(20_000);
    }

    private static Attempt attempt(String agent) {
        return new Attempt(EVENT, USER, 1, "BUSY", null, 1, InetAddress.getLoopbackAddress(), agent);
    }

    private List<AttemptRow> taken(int most) {
        AttemptBatch batch = waiting.take(most);
        List<AttemptRow> rows = new ArrayList<>();
        batch.rows(cipher).forEach(rows::add);
        assertThat(rows).hasSize(batch.size());
        waiting.giveBack(batch);
        return rows;
    }
}
