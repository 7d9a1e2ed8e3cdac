package io.evently.database.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evently.database.Shards;
import io.evently.database.StartupRefused;
import io.evently.database.TestServer;
import io.evently.tables.WrappedKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What does not belong together, is not whole, or would cost somebody their rows is refused, in a sentence. */
class RestoreRefusalsTest {

    @TempDir
    private Path folder;

    @Test
    void olderKeysAreRefused() throws Exception {
        List<String> from = TestServer.migrated("older_keys");
        BackupFolder backups = BackupFolder.at(folder);
        BackupName old = Backup.take(BackupKind.KEYS, from, backups);
        BackupName data = Backup.take(BackupKind.DATA, from, backups);
        List<String> into = TestServer.get().databases("older_keys_into");

        refused(() -> Backups.restore(into, folder).run(), "The newest keys, " + old + ", are older than " + data);
        BackupName newest = Backup.take(BackupKind.KEYS, from, backups);
        refused(
                () -> restore(into, Optional.empty(), Optional.of(old.toString()), false)
                        .run(),
                "There are newer keys than " + old + ": " + newest);
        restore(into, Optional.empty(), Optional.of(newest.toString()), false).run();
    }

    @Test
    void whatIsNotThereOrNotWholeIsRefusedBeforeAnythingIsChanged() throws Exception {
        List<String> from = Backups.filled("damaged");
        List<String> into = TestServer.get().databases("damaged_into");
        refused(() -> Backups.restore(into, folder.resolve("nowhere")), "There is no folder");
        BackupFolder.at(folder);
        refused(() -> Backups.restore(into, folder).run(), "There is no backup of data");
        BackupName data = Backup.take(BackupKind.DATA, from, BackupFolder.at(folder));
        refused(() -> Backups.restore(into, folder).run(), "There is no backup of keys");
        BackupName keys = Backup.take(BackupKind.KEYS, from, BackupFolder.at(folder));
        refused(
                () -> restore(into, Optional.of("data-20200101T000000.000Z"), Optional.empty(), false)
                        .run(),
                "There is no backup of data called data-20200101T000000.000Z");

        Path lost = folder.resolve(data.toString()).resolve("1/public.bookings.copy.gz");
        Path aside = folder.resolve("aside");
        Files.move(lost, aside);
        refused(() -> Backups.restore(into, folder).run(), "1/public.bookings.copy.gz is not what it was");
        Files.copy(folder.resolve(data.toString()).resolve("0/public.bookings.copy.gz"), lost);
        refused(() -> Backups.restore(into, folder).run(), "1/public.bookings.copy.gz is not what it was");
        Files.move(aside, lost, StandardCopyOption.REPLACE_EXISTING);
        Path added = Files.createFile(folder.resolve(keys.toString()).resolve("0/public.users.copy.gz"));
        refused(() -> Backups.restore(into, folder).run(), "0/public.users.copy.gz is no part of it");
        Files.delete(added);

        for (String url : into) {
            assertThat(TestServer.rows(url, "select nspname from pg_namespace where nspname like 'evently%'"))
                    .isEmpty();
        }
        Backups.restore(into, folder).run();
    }

    @Test
    void aBackupOfANewerEventlyIsRefused() throws Exception {
        List<String> from = TestServer.migrated("newer");
        Backups.taken(from, folder);
        List<Path> backups;
        try (Stream<Path> all = Files.list(folder)) {
            backups = all.toList();
        }
        for (Path backup : backups) {
            Path manifest = backup.resolve("MANIFEST");
            Files.writeString(
                    manifest, Files.readString(manifest).replaceAll("(?m)^schema (\\d) .*$", "schema $1 999"));
            Files.delete(backup.resolve("SHA256SUMS"));
            Checksums.write(backup);
        }

        List<String> into = TestServer.get().databases("newer_into");
        refused(() -> Backups.restore(into, folder).run(), "The backup is of schema 999");
    }

    /** A line of a manifest becomes SQL. */
    @Test
    void aManifestSaysNothingButNames() throws IOException {
        for (String line : List.of(
                "rows 0 public.bookings;drop 1 id",
                "rows 0 public.bookings 1 id) from program 'x' (",
                "partition 0 public.bookings public.b DEFAULT; drop table x",
                "sequence 0 public.s 1; drop",
                "other 0 x")) {
            Files.writeString(folder.resolve("MANIFEST"), "evently-backup 1\nkind data\n" + line + "\n");
            refused(() -> Manifest.read(folder), "cannot be read");
        }
    }

    @Test
    void databasesInUseOrNotEmptyAreRefused() throws Exception {
        List<String> from = TestServer.migrated("in_use");
        UUID user = Backups.registered(from);
        Backups.taken(from, folder);

        refused(() -> Backups.restore(from, folder).run(), "Database 0 is not empty");
        refused(
                () -> restore(
                                List.of(from.get(1), from.get(0), from.get(2), from.get(3)),
                                Optional.empty(),
                                Optional.empty(),
                                true)
                        .run(),
                "The URL of database 0 leads to database 1");
        try (Connection somebody = DriverManager.getConnection(from.get(2))) {
            assertThat(somebody.isValid(1)).isTrue();
            refused(
                    () -> restore(from, Optional.empty(), Optional.empty(), true)
                            .run(),
                    "Somebody is connected to database 2");
        }
        assertThat(Backups.hasKey(from, user)).isTrue();
        UnfinishedRestore.none(from);
    }

    /** Of both kinds of keys one of each version is tried, in each database; the rest was wrapped by the same. */
    @Test
    void keysThatTheMasterKeyDoesNotOpenAreRefusedBeforeAnythingIsChanged() throws SQLException {
        List<String> from = TestServer.migrated("unopened");
        UUID user = Backups.registered(from);
        int shard = Shards.shardOf(user);
        String own =
                """
                insert into keys.service_keys (purpose, version, wrapped_key, master_version, created_at)
                values ('%s', %d, '\\x%s', '%s', now())
                """;
        TestServer.execute(
                from.get(0),
                own.formatted("attempts", 1, "0a", "aaaaaaaa"),
                own.formatted("attempts", 2, "0b", "bbbbbbbb"),
                own.formatted("links", 1, "0c", "bbbbbbbb"));
        for (int n = 1; n < 4; n++) {
            TestServer.execute(
                    from.get(shard),
                    """
                    insert into keys.user_keys (user_id, wrapped_key, master_version, created_at)
                    values (gen_random_uuid(), '\\x0d0%d', '%s', now())
                    """
                            .formatted(n, n == 1 ? "cccccccc" : "aaaaaaaa"));
        }
        Backups.taken(from, folder);
        TestServer.execute(from.get(shard), "update users set password_hash = 'later'");

        Tried masterKey = new Tried(Set.of("attempts/1 by aaaaaaaa: 0a"));
        refused(
                () -> replacing(from, masterKey).run(),
                "The master key (the test's file) does not open the keys in keys-",
                "one from before there were versions and version aaaaaaaa and version bbbbbbbb and version cccccccc",
                "it may be in kept.<version> or kept.aaaaaaaa or kept.bbbbbbbb or kept.cccccccc.");

        assertThat(masterKey.tried)
                .hasSize(5)
                .contains("attempts/1 by aaaaaaaa: 0a", "attempts/2 by bbbbbbbb: 0b", user + " by null: 03")
                .anyMatch(key -> key.endsWith(" by cccccccc: 0d01"))
                .anyMatch(key -> key.matches(".* by aaaaaaaa: 0d0[23]"));
        assertThat(TestServer.rows(from.get(shard), "select password_hash from users"))
                .containsExactly("later");
        UnfinishedRestore.none(from);
        replacing(from, new Tried(Set.copyOf(masterKey.tried))).run();
        assertThat(TestServer.rows(from.get(shard), "select password_hash from users"))
                .containsExactly("h");
    }

    private Restore replacing(List<String> urls, KeyUnwrapping masterKey) {
        return new Restore(
                urls,
                BackupFolder.existing(folder),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                true,
                masterKey);
    }

    /** A master key that opens what it is told to, and remembers what it was tried on. */
    private static final class Tried implements KeyUnwrapping {

        private final Set<String> opened;
        private final List<String> tried = new ArrayList<>();

        Tried(Set<String> opened) {
            this.opened = opened;
        }

        @Override
        public String source() {
            return "the test's file";
        }

        @Override
        public String kept(String version) {
            return "kept." + version;
        }

        @Override
        public boolean opens(UUID userId, WrappedKey key) {
            return opens(userId.toString(), key);
        }

        @Override
        public boolean opens(String purpose, int version, WrappedKey key) {
            return opens(purpose + "/" + version, key);
        }

        private boolean opens(String name, WrappedKey key) {
            String shown =
                    name + " by " + key.masterVersion() + ": " + HexFormat.of().formatHex(key.bytes());
            tried.add(shown);
            return opened.contains(shown);
        }
    }

    @Test
    void eventlyDoesNotStartOnDataWithoutKeys() throws SQLException {
        List<String> urls = TestServer.migrated("without_keys");
        UnfinishedRestore.keysMustBeThere(urls);
        UUID user = Backups.registered(urls);
        UnfinishedRestore.keysMustBeThere(urls);
        String url = urls.get(Shards.shardOf(user));

        Backups.forgotten(urls, user);
        UnfinishedRestore.keysMustBeThere(urls);

        TestServer.execute(url, "delete from keys.forgotten");

        refused(() -> UnfinishedRestore.keysMustBeThere(urls), "has users and none of their keys");
        TestServer.execute(url, "drop schema keys cascade");
        refused(() -> UnfinishedRestore.keysMustBeThere(urls), "has users and none of their keys");
    }

    private Restore restore(List<String> urls, Optional<String> data, Optional<String> keys, boolean replace) {
        return new Restore(urls, BackupFolder.existing(folder), data, keys, Optional.empty(), replace, Backups.ANY_KEY);
    }

    private static void refused(ThrowingCallable call, String... why) {
        assertThatThrownBy(call).isInstanceOf(StartupRefused.class).hasMessageContainingAll(why);
    }
}
