package io.evently.loadtest.scenario.stampede;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.loadtest.client.EventlyApi;
import io.evently.loadtest.history.History;
import io.evently.loadtest.scenario.kill.Killer;
import io.evently.loadtest.scenario.stampede.Queue.Sold;
import io.evently.loadtest.scenario.stampede.Stampede.Act;
import io.evently.loadtest.sut.Cluster;
import io.evently.loadtest.sut.ClusterSettings;
import io.evently.loadtest.verify.EvidenceReader;
import io.evently.loadtest.verify.TableRows;
import io.evently.loadtest.verify.TableRows.BookingRow;
import io.evently.loadtest.verify.TableRows.PromotionRow;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * 400 wait for the seats of 40 bookings that are cancelled in two waves. In the second one JVM and PostgreSQL are killed
 * together, and stay dead until windows of the first wave have run out. A minute and a half: windows are of a minute.
 */
class StampedeTest {

    private static final long SEED = 20261122;
    private static final int MEMBERS = 400;
    private static final int RETURNED = 40;
    /** Some of the second wave are claimed by then, some are being claimed, and most are open. */
    private static final int CLAIMS_BEFORE_THE_KILL = 4;

    /** The seats of half a wave are promised within so long. */
    private static final Duration A_BURST = Duration.ofSeconds(3);
    /** So slow that people still join when everything dies. */
    private static final Duration BREATH = Duration.ofMillis(200);

    private static final Duration TABLES_WITHIN = Duration.ofMinutes(5);

    @TempDir
    Path folder;

    @Test
    void aQueueKeepsItsOrderAndItsPromisesAcrossAKill() throws SQLException {
        Cluster server = Cluster.start(ClusterSettings.embeddedOfShortLife(folder));
        try {
            Stampede stampede = Stampede.of(
                    server.address(0),
                    api(server),
                    server.tokens(),
                    new History(),
                    MEMBERS,
                    RETURNED,
                    SEED,
                    windowMinutes(server));
            stampede.fill(server.address(0));
            stampede.chooseFavourites(api(server), SEED);

            firstWave(stampede, server);
            Instant someRunOut = firstPromise(stampede.queue()).plus(A_BURST);
            secondWaveAndKill(stampede, server);
            Instant killed = Instant.now();
            sleepUntil(someRunOut);
            server.restart();
            Instant back = Instant.now();

            stampede.play(server.address(0), Act.theRest(stampede.queue(), killed));
            stampede.claimAgain(server.address(0));

            Queue queue = stampede.queue();
            assertThat(queue.audit(server.address(0), server.tokens(), server.databasePort()))
                    .isEmpty();
            somethingMustHaveHappened(queue, server, killed, back);
            server.stopGracefully();
        } finally {
            server.close();
        }
    }

    /**
     * A start has to fit into a window three times. One of 20 s does so into the shortest; two cores need some 5 s, and
     * ten times as slow a machine gets windows of three minutes.
     */
    private static int windowMinutes(Cluster server) {
        return 1 + (int) (server.startup().toSeconds() / 20);
    }

    /**
     * Left so early that its windows run out while the server is dead, and so late that those of the second wave are
     * still open when it is back: a restart takes no longer than the start did, which made the databases first.
     */
    private static void firstWave(Stampede stampede, Cluster server) {
        Duration untilSecond = server.startup().plusSeconds(5);
        Duration latest = window(stampede).minusSeconds(15);
        play(stampede, server, 0, untilSecond.compareTo(latest) < 0 ? untilSecond : latest, () -> {});
    }

    private static void secondWaveAndKill(Stampede stampede, Cluster server) {
        var killer = new Killer(server, CLAIMS_BEFORE_THE_KILL, 0);
        play(stampede, server, 1, window(stampede), killer::begun);
        killer.awaitDeath();
    }

    private static Duration window(Stampede stampede) {
        return Duration.ofMinutes(stampede.queue().windowMinutes());
    }

    private static void play(Stampede stampede, Cluster server, int wave, Duration longest, Runnable onClaim) {
        Queue queue = stampede.queue();
        List<WaitingCustomer> late = queue.members().subList(MEMBERS / 2, MEMBERS);
        List<WaitingCustomer> arriving = late.subList(wave * late.size() / 2, (wave + 1) * late.size() / 2);
        List<Sold> returning = queue.returned().subList(wave * RETURNED / 2, (wave + 1) * RETURNED / 2);
        stampede.play(server.address(0), new Act(arriving, returning, BREATH, Instant.MAX, longest, onClaim));
    }

    /** The first that runs out, of those that are open. */
    private static Instant firstPromise(Queue queue) {
        return queue.members().stream()
                .filter(member -> member.promotion() != null && !member.over())
                .map(member -> member.promotion().expiresAt())
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** A test that passes because nobody claimed, declined or came too late tells nothing. */
    private static void somethingMustHaveHappened(Queue queue, Cluster server, Instant killed, Instant back)
            throws SQLException {
        TableRows tables = EvidenceReader.read(
                        server.databasePort(), Set.of(queue.sale().eventId()), List.of(), TABLES_WITHIN)
                .tables();
        Map<UUID, BookingRow> booked =
                tables.bookings().stream().collect(Collectors.toMap(BookingRow::id, Function.identity()));
        List<PromotionRow> promotions = tables.promotions();
        assertThat(promotions)
                .as("a window ran out while the server was dead")
                .anyMatch(promotion -> promotion.status().equals("expired")
                        && promotion.expiresAt() > micros(killed)
                        && promotion.expiresAt() < micros(back));
        assertThat(promotions)
                .as("a promise from before the kill was kept after it")
                .anyMatch(promotion -> promotion.bookingId() != null
                        && promotion.promotedAt() < micros(killed)
                        && booked.get(promotion.bookingId()).createdAt() > micros(killed));
        assertThat(promotions)
                .as("a seat that nobody claimed went to the next after the restart")
                .anyMatch(promotion -> promotion.promotedAt() > micros(killed));
        assertThat(queue.members()).as("somebody declined").anyMatch(WaitingCustomer::declines);
    }

    private static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    private static void sleepUntil(Instant moment) {
        Duration rest = Duration.between(Instant.now(), moment);
        if (!rest.isNegative()) {
            LockSupport.parkNanos(rest.toNanos());
        }
    }

    private static EventlyApi api(Cluster server) {
        return new EventlyApi(server.address(0), server.tokens().admin(UUID.randomUUID()));
    }
}
