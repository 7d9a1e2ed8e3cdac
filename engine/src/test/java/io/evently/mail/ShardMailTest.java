package io.evently.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.Eventually;
import io.evently.database.DatabaseThreads;
import io.evently.database.Shards;
import io.evently.mail.MailFailure.Kind;
import io.evently.mail.MailFixture.RecordingProvider;
import io.evently.message.Cause;
import io.evently.tables.message.EmailRow;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ring 3: threads that send the mails of databases, to a server that works, and to one that does not. */
class ShardMailTest {

    private static final Logger log = LoggerFactory.getLogger(ShardMailTest.class);

    private static final MailPace PACE = new MailPace(
            4,
            50,
            Duration.ofMillis(50),
            Duration.ofMinutes(5),
            Duration.ofMinutes(1),
            Duration.ofMillis(100),
            Duration.ofMinutes(5));

    @TempDir
    private static Path folder;

    private static MailFixture fixture;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AtomicBoolean rush = new AtomicBoolean();
    private final List<ShardMail> workers = new CopyOnWriteArrayList<>();
    private final DatabaseThreads threads = new DatabaseThreads("mail-test", 4, 4);
    private volatile boolean over;

    @BeforeAll
    static void open() {
        fixture = new MailFixture("shard_mail", folder);
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            fixture.execute(shard, "truncate email_delivery_log, bounced_addresses");
        }
    }

    @AfterEach
    void stop() {
        over = true;
        workers.forEach(ShardMail::ended);
        Eventually.await(() -> workers.stream().allMatch(ShardMail::isOver));
        threads.close();
    }

    private Circuit start(MailProvider provider, int... shards) {
        Circuit circuit = new Circuit(provider.label(), System::nanoTime);
        MailMetrics metrics = new MailMetrics(registry, provider.label(), circuit);
        SenderPool pool = new SenderPool(provider, Duration.ofMinutes(1), System::nanoTime);
        for (int shard : shards) {
            MailSending sending = new MailSending(
                    shard, provider, fixture.maker(row -> "link"), circuit, new RetryPause(() -> 0.5), metrics);
            ShardMail worker = new ShardMail(
                    shard,
                    fixture.shards.writer(shard),
                    PACE,
                    sending,
                    pool,
                    circuit,
                    metrics,
                    threads.apply(shard),
                    rush::get);
            workers.add(worker);
            Thread rounds = new Thread(() -> rounds(worker), "mail-rounds");
            rounds.setDaemon(true);
            rounds.start();
        }
        return circuit;
    }

    private void rounds(ShardMail worker) {
        try {
            while (!over) {
                TimeUnit.NANOSECONDS.sleep(worker.round().join().toNanos());
            }
        } catch (SQLException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static long count(String status) throws SQLException {
        long all = 0;
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            all += Long.parseLong(
                    fixture.rows(shard, "select count(*) from email_delivery_log where status = '" + status + "'")
                            .get(0));
        }
        return all;
    }

    private static void enqueue(int shard, int number, Cause cause) throws SQLException {
        UUID person = fixture.person(shard);
        List<EmailRow> rows = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            rows.add(MailFixture.mail(person, cause));
        }
        fixture.enqueue(shard, rows);
    }

    @Test
    void aThousandPromotionsAtOnceAreHandedOverEachOnce() throws Exception {
        try (ScriptedSmtp server = new ScriptedSmtp()) {
            start(server.provider(Duration.ofMinutes(5)), 0, 1, 2, 3);
            for (int shard = 0; shard < Shards.COUNT; shard++) {
                enqueue(shard, 250, Cause.PROMOTED);
            }

            Eventually.await(() -> count("sent") == 1000);

            List<String> ids = server.mails.stream()
                    .map(mail -> mail.replaceFirst("(?s).*Message-ID: (\\S+).*", "$1"))
                    .toList();
            assertThat(ids).hasSize(1000).doesNotHaveDuplicates();
            assertThat(server.connections.size()).as("connections are kept").isLessThanOrEqualTo(16);
            for (int shard = 0; shard < Shards.COUNT; shard++) {
                log.warn(
                        "From the outbox to the note, 99 of 100, ms: {}",
                        fixture.rows(
                                shard,
                                """
                                select round(1000 * extract(epoch from percentile_cont(0.99) within group (
                                    order by last_attempt_at - (give_up_at - interval '24 hours'))))
                                from email_delivery_log
                                """));
            }
        }
    }

    @Test
    void aDeadServerKeepsMailsWaitingAndTheyGoWhenItIsBack() throws Exception {
        RecordingProvider provider = new RecordingProvider();
        provider.failure = new MailFailure(Kind.UNAVAILABLE, "SMTP: refused", Duration.ofMillis(100));
        Circuit circuit = start(provider, 0, 1);
        enqueue(0, 60, Cause.PROMOTED);
        enqueue(1, 60, Cause.BOOKING_CONFIRMED);
        Eventually.await(circuit::isOpen);
        Eventually.await(() -> registry.get("evently.mail.waiting").gauges().stream()
                        .filter(gauge -> !Double.isNaN(gauge.value()))
                        .mapToDouble(gauge -> gauge.value())
                        .sum()
                == 120);
        assertThat(registry.get("evently.mail.provider.paused").gauge().value()).isEqualTo(1);

        provider.failure = null;

        Eventually.await(() -> count("sent") == 120);
        assertThat(provider.taken).hasSize(120).doesNotHaveDuplicates();
        assertThat(circuit.isOpen()).isFalse();
    }

    @Test
    void aSlowServerHoldsUpTheMailsItIsGivenAndNobodyElses() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        RecordingProvider slow = new RecordingProvider();
        slow.before = () -> {
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        start(slow, 0);
        RecordingProvider fast = new RecordingProvider();
        start(fast, 1);
        enqueue(0, 10, Cause.PROMOTED);
        enqueue(1, 10, Cause.PROMOTED);

        Eventually.await(() -> fast.taken.size() == 10);

        assertThat(slow.taken).isEmpty();
        go.countDown();
        Eventually.await(() -> count("sent") == 20);
    }

    @Test
    void mailsWithoutAWindowGiveWayToASale() throws Exception {
        rush.set(true);
        RecordingProvider provider = new RecordingProvider();
        start(provider, 0);
        enqueue(0, 10, Cause.BOOKING_CONFIRMED);
        enqueue(0, 10, Cause.PROMOTED);

        Eventually.await(() -> count("sent") == 10);
        assertThat(fixture.rows(0, "select distinct cause from email_delivery_log where status = 'sent'"))
                .containsExactly("promoted");

        rush.set(false);
        Eventually.await(() -> count("sent") == 20);
    }

    @Test
    void whoEndsGivesBackWhatWasNotSent() throws Exception {
        CountDownLatch sending = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        RecordingProvider provider = new RecordingProvider();
        provider.before = () -> {
            sending.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        start(provider, 0);
        enqueue(0, 8, Cause.PROMOTED);
        sending.await();
        workers.forEach(ShardMail::ended);
        go.countDown();
        Eventually.await(() -> workers.stream().allMatch(ShardMail::isOver));

        assertThat(count("sent")).isEqualTo(provider.taken.size());
        RecordingProvider next = new RecordingProvider();
        start(next, 0);
        Eventually.await(() -> count("sent") == 8);
        Set<String> all = new HashSet<>(provider.taken);
        all.addAll(next.taken);
        assertThat(all).hasSize(8);
        assertThat(provider.taken.size() + next.taken.size()).isEqualTo(8);
    }
}
