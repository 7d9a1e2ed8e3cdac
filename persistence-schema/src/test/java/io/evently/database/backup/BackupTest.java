package io.evently.database.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evently.database.JournalEpoch;
import io.evently.database.StartupRefused;
import io.evently.database.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup has all rows of four databases, as they were at one moment, data and keys apart. */
class BackupTest {

    @TempDir
    private Path folder;

    @Test
    void everyRowComesBack() throws SQLException {
        List<String> from = Backups.filled("backed_up");
        List<String> into = TestServer.get().databases("restored");
        Backups.taken(from, folder);

        Restore.Outcome outcome = Backups.restore(into, folder).run();

        for (int shard = 0; shard < 4; shard++) {
            assertThat(Backups.content(into.get(shard))).isEqualTo(Backups.content(from.get(shard)));
        }
        assertThat(outcome.unreadableUsers()).isZero();
        assertThat(outcome.rows()).isGreaterThan(4 * 2_300);
    }

    /** Its transactions' numbers may be higher than any that the new server has given out. */
    @Test
    void theJournalIsTheNewServersOwnAndItsPositionsAreWhereTheyWere() throws SQLException {
        List<String> from = Backups.filled("journal_from");
        List<String> into = TestServer.get().databases("journal_into");
        Backups.taken(from, folder);
        String behind =
                """
                select p.projection, count(e.ordering) filter (where (e.tx, e.ordering) <= (p.tx, p.ordering)),
                    count(e.ordering) from projection_positions p, event_journal e group by 1 order by 1
                """;

        Backups.restore(into, folder).run();

        for (int shard = 0; shard < 4; shard++) {
            assertThat(TestServer.rows(into.get(shard), behind))
                    .isEqualTo(TestServer.rows(from.get(shard), behind))
                    .containsExactly("analytics|700|1000", "tables|900|1000", "webhooks|0|1000");
            assertThat(TestServer.rows(into.get(shard), "select count(distinct tx), max(tx) < '10' from event_journal"))
                    .containsExactly("3|t");
        }
        JournalEpoch.require(into, "nothing");
    }

    @Test
    void dataTellNothingOfKeys() throws Exception {
        List<String> from = Backups.filled("apart");
        List<BackupName> taken = Backups.taken(from, folder);
        String key = TestServer.rows(from.get(2), "select encode(wrapped_key, 'hex') from keys.user_keys limit 1")
                .get(0);

        assertThat(text(taken.get(0)))
                .doesNotContain(key)
                .doesNotContain("/keys.")
                .doesNotContain(" keys.")
                .contains("public.bookings");
        assertThat(text(taken.get(1)))
                .contains(key)
                .contains("keys.forgotten")
                .doesNotContain("bookings")
                .doesNotContain(HexFormat.of().formatHex("Event|1".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void nobodyElseMayReadIt() throws Exception {
        List<String> from = TestServer.migrated("private_backup");
        Path inside = folder.resolve("made");
        Backups.taken(from, inside);

        try (Stream<Path> all = Files.walk(inside)) {
            assertThat(all.toList()).hasSizeGreaterThan(20).allSatisfy(path -> assertThat(
                            PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------"));
        }
        Path open = Files.createDirectory(folder.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThatThrownBy(() -> BackupFolder.at(open))
                .isInstanceOf(StartupRefused.class)
                .hasMessageContaining("chmod 700");
    }

    /** A user is in one database, the claim on the address was made before in another. */
    @Test
    void theFourAreOfOneMoment() throws Exception {
        List<String> urls = TestServer.migrated("one_moment");
        AtomicBoolean enough = new AtomicBoolean();
        // On a fast disk an endless writer makes each copy larger than the one before, and the test endless, too.
        Semaphore mayWrite = new Semaphore(0);
        Thread writer = new Thread(() -> {
            try (Connection claims = DriverManager.getConnection(urls.get(3));
                    Connection users = DriverManager.getConnection(urls.get(0))) {
                for (int n = 0; !enough.get(); n++) {
                    mayWrite.acquireUninterruptibly();
                    append(claims, "Claim|" + n);
                    append(users, "User|" + n);
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        writer.start();
        try {
            for (int round = 0; round < 5; round++) {
                mayWrite.release(3_000);
                BackupName taken = Backup.take(BackupKind.DATA, urls, BackupFolder.at(folder));
                Set<String> claimed = journal(taken, 3, "Claim|");
                assertThat(journal(taken, 0, "User|")).isSubsetOf(claimed);
                assertThat(claimed.size()).isBetween(round, Integer.MAX_VALUE);
            }
        } finally {
            enough.set(true);
            mayWrite.release();
            writer.join();
        }
    }

    @Test
    void onlyTheNewestAreKept() {
        List<String> urls = TestServer.migrated("pruned");
        BackupFolder into = BackupFolder.at(folder);
        for (int i = 0; i < 4; i++) {
            Backup.take(BackupKind.KEYS, urls, into);
        }
        BackupName data = Backup.take(BackupKind.DATA, urls, into);
        List<BackupName> before = into.all(BackupKind.KEYS);

        assertThat(into.prune(BackupKind.KEYS, 3)).containsExactly(before.get(0));

        assertThat(into.all(BackupKind.KEYS)).isEqualTo(before.subList(1, 4));
        assertThat(into.all(BackupKind.DATA)).containsExactly(data);
    }

    @Test
    void whatFailsLeavesNothing() throws Exception {
        List<String> urls = TestServer.get().databases("without_schema");

        assertThatThrownBy(() -> Backup.take(BackupKind.DATA, urls, BackupFolder.at(folder)))
                .isInstanceOf(StartupRefused.class)
                .hasMessageContaining("Database 0 has no schema keys");

        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void namesAreInTheOrderOfTime() {
        BackupName name = new BackupName(BackupKind.DATA, Instant.parse("2026-11-28T23:30:00.001Z"));

        assertThat(name).hasToString("data-20261128T233000.001Z");
        assertThat(BackupName.parse("data-20261128T233000.001Z")).contains(name);
        assertThat(BackupName.parse("data-20261128T233000.001Z.partial")).isEmpty();
        assertThat(BackupName.parse("others")).isEmpty();
    }

    private static void append(Connection connection, String id) throws SQLException {
        TestServer.execute(
                connection,
                """
                insert into event_journal (persistence_id, sequence_number, writer, event_ser_id, event_ser_manifest,
                    event_payload) values ('%s', 1, 'w', 1, '', '')
                """
                        .formatted(id));
    }

    /** The numbers of those entities. */
    private Set<String> journal(BackupName name, int shard, String prefix) throws IOException {
        return read(folder.resolve(name.toString()).resolve(shard + "/public.event_journal.copy.gz"))
                .lines()
                .flatMap(line -> Stream.of(line.split("\t")))
                .filter(value -> value.startsWith(prefix))
                .map(value -> value.substring(prefix.length()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** All files of a backup, with their names. */
    private String text(BackupName name) throws IOException {
        try (Stream<Path> all = Files.walk(folder.resolve(name.toString()))) {
            return all.filter(Files::isRegularFile)
                    .map(file -> file + "\n" + read(file))
                    .collect(Collectors.joining());
        }
    }

    private static String read(Path file) {
        try (var in = file.toString().endsWith(".gz")
                ? new GZIPInputStream(Files.newInputStream(file))
                : Files.newInputStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
