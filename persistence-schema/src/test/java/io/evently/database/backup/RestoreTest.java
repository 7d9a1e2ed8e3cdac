package io.evently.database.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evently.database.Migrations;
import io.evently.database.Shards;
import io.evently.database.StartupRefused;
import io.evently.database.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A restored database does not know whom Evently forgot, however old its data are. */
class RestoreTest {

    @TempDir
    private Path folder;

    @Test
    void whoWasForgottenAfterTheDataWereBackedUpStaysForgotten() throws SQLException {
        List<String> from = TestServer.migrated("forgets_from");
        UUID forgotten = Backups.registered(from);
        UUID other = Backups.registered(from);
        BackupName data = Backups.taken(from, folder).get(0);
        Backups.forgotten(from, forgotten);
        // The night after: newer data, and keys that know.
        Backups.taken(from, folder);

        List<String> into = TestServer.get().databases("forgets_into");
        Restore.Outcome outcome = restore(into, Optional.of(data.toString()), Optional.empty(), false)
                .run();

        assertThat(outcome.data()).isEqualTo(data);
        assertThat(Backups.hasKey(into, forgotten)).isFalse();
        assertThat(Backups.isOnTheList(into, forgotten)).isTrue();
        assertThat(Backups.hasKey(into, other)).isTrue();
        assertThat(outcome.unreadableUsers()).isZero();
    }

    /** The newest backup of keys may itself come from a database that had been restored without them. */
    @Test
    void everyListInTheFolderCounts() throws Exception {
        List<String> from = TestServer.migrated("lists_from");
        UUID forgotten = Backups.registered(from);
        Backups.taken(from, folder);
        Backups.forgotten(from, forgotten);
        Backup.take(BackupKind.KEYS, from, BackupFolder.at(folder));
        TestServer.execute(
                from.get(Shards.shardOf(forgotten)),
                "delete from keys.forgotten",
                "insert into keys.user_keys (user_id, wrapped_key, created_at) values ('" + forgotten
                        + "', '\\x03', now())");
        Backup.take(BackupKind.KEYS, from, BackupFolder.at(folder));

        List<String> into = TestServer.get().databases("lists_into");
        Restore.Outcome outcome = Backups.restore(into, folder).run();

        assertThat(outcome.keysThrownAway()).isEqualTo(1);
        assertThat(Backups.hasKey(into, forgotten)).isFalse();
        assertThat(Backups.isOnTheList(into, forgotten)).isTrue();
    }

    @Test
    void theDatabasesThatAreReplacedTellWhomTheyForgot() throws SQLException {
        List<String> urls = TestServer.migrated("replaced");
        UUID forgotten = Backups.registered(urls);
        Backups.taken(urls, folder);
        Backups.forgotten(urls, forgotten);

        restore(urls, Optional.empty(), Optional.empty(), true).run();

        assertThat(Backups.hasKey(urls, forgotten)).isFalse();
        assertThat(Backups.isOnTheList(urls, forgotten)).isTrue();
    }

    @Test
    void aFileNamesWhomNoBackupKnows() throws Exception {
        List<String> from = TestServer.migrated("named_from");
        UUID forgotten = Backups.registered(from);
        Backups.taken(from, folder);
        Path file = Files.writeString(
                folder.resolve("forgotten.txt"), "# from the security log\n\n" + forgotten + " 2026-11-28T23:00:00Z\n");

        List<String> into = TestServer.get().databases("named_into");
        new Restore(
                        into,
                        BackupFolder.existing(folder),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(file),
                        false,
                        Backups.ANY_KEY)
                .run();

        assertThat(Backups.hasKey(into, forgotten)).isFalse();

        Files.writeString(file, "him, please\n");
        refused(
                () -> new Restore(
                                into,
                                BackupFolder.existing(folder),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(file),
                                true,
                                Backups.ANY_KEY)
                        .run(),
                "Line 1 of");
        assertThat(Backups.isOnTheList(into, forgotten)).isTrue();
    }

    @Test
    void theListAloneIsAppliedToWhatWasRestoredOtherwise() throws SQLException {
        List<String> from = TestServer.migrated("list_alone");
        UUID forgotten = Backups.registered(from);
        Backups.forgotten(from, forgotten);
        Backup.take(BackupKind.KEYS, from, BackupFolder.at(folder));
        // As after a copy of the server's files of last week.
        TestServer.execute(
                from.get(Shards.shardOf(forgotten)),
                "delete from keys.forgotten",
                "insert into keys.user_keys (user_id, wrapped_key, created_at) values ('" + forgotten
                        + "', '\\x03', now())");

        assertThat(Backups.restore(from, folder).forget()).isEqualTo(1);

        assertThat(Backups.hasKey(from, forgotten)).isFalse();
        assertThat(Backups.isOnTheList(from, forgotten)).isTrue();
    }

    @Test
    void eventlyDoesNotStartOnAnUnfinishedRestoreAndItGoesOnWhereItWas() throws SQLException {
        List<String> from = TestServer.migrated("unfinished_from");
        UUID forgotten = Backups.registered(from);
        Backups.taken(from, folder);
        Backups.forgotten(from, forgotten);
        List<String> into = TestServer.get().databases("unfinished_into");
        UnfinishedRestore.none(into);
        // A kill right after the mark: only the mark knows whom the replaced database had forgotten.
        ForgottenList list = new ForgottenList();
        for (int shard = 0; shard < 4; shard++) {
            try (Connection old = DriverManager.getConnection(from.get(shard))) {
                list.addFrom(old);
            }
        }
        for (int shard = 0; shard < 4; shard++) {
            try (Connection connection = DriverManager.getConnection(into.get(shard))) {
                UnfinishedRestore.mark(connection, shard, list);
            }
        }

        refused(() -> UnfinishedRestore.none(into), "A restore of database 0 was begun and not finished");
        Migrations.migrate(into);
        Backups.restore(into, folder).run();

        assertThatCode(() -> UnfinishedRestore.none(into)).doesNotThrowAnyException();
        assertThat(Backups.hasKey(into, forgotten)).isFalse();
        assertThat(Backups.isOnTheList(into, forgotten)).isTrue();
    }

    @Test
    void triggersAreAsTheyWere() throws SQLException {
        List<String> urls = TestServer.migrated("triggers");
        TestServer.execute(
                urls.get(0),
                "create function complain() returns trigger language plpgsql as $$ begin raise 'no'; end $$",
                "create trigger append_only before update or delete or truncate on booking_attempts"
                        + " for each statement execute function complain()",
                "create trigger always before insert on users for each row execute function complain()",
                "alter table users enable always trigger always",
                "create trigger replica before insert on events for each row execute function complain()",
                "alter table events enable replica trigger replica");
        String states =
                """
                select tgrelid::regclass, tgname, tgenabled from pg_trigger where not tgisinternal order by 1, 2
                """;
        List<String> before = TestServer.rows(urls.get(0), states);

        try (Connection connection = DriverManager.getConnection(urls.get(0))) {
            connection.setAutoCommit(false);
            Triggers triggers = Triggers.disable(connection);
            TestServer.execute(connection, "truncate booking_attempts");
            triggers.enable(connection);
            connection.commit();
        }

        assertThat(TestServer.rows(urls.get(0), states)).isEqualTo(before).isNotEmpty();
    }

    /** As the databases themselves were, or would have been. */
    @Test
    void rowsOfAnOlderSchemaGoThroughTheLaterMigrations() throws SQLException {
        List<String> from = TestServer.get().databases("older_schema");
        for (int shard = 0; shard < 4; shard++) {
            Migrations.makeAnew(shard, from.get(shard), "30");
            TestServer.execute(from.get(shard), "insert into shard (number) values (" + shard + ")");
        }
        UUID user = Backups.registered(from);
        Backups.taken(from, folder);

        List<String> into = TestServer.get().databases("older_schema_into");
        Backups.restore(into, folder).run();

        assertThat(Backups.hasKey(into, user)).isTrue();
        String migrations = "select version from flyway_schema_history where success order by 1";
        Migrations.migrate(from);
        assertThat(TestServer.rows(into.get(0), migrations)).isEqualTo(TestServer.rows(from.get(0), migrations));
    }

    /** A table with such a number in it that is not known as one would mean nothing on another server. */
    @Test
    void everyNumberOfATransactionIsTranslated() throws SQLException {
        String url = TestServer.migratedFirst("numbers");
        try (Connection connection = DriverManager.getConnection(url)) {
            assertThat(
                            TestServer.rows(
                                    connection,
                                    """
                            select distinct table_schema || '.' || table_name from information_schema.columns
                            where udt_name in ('xid8', 'xid', 'pg_lsn', 'pg_snapshot', 'txid_snapshot')
                                and table_schema in ('public', 'keys')
                            order by 1
                            """))
                    .containsExactlyInAnyOrderElementsOf(
                            JournalOrder.of(connection).tables());
        }
    }

    private Restore restore(List<String> urls, Optional<String> data, Optional<String> keys, boolean replace) {
        return new Restore(urls, BackupFolder.existing(folder), data, keys, Optional.empty(), replace, Backups.ANY_KEY);
    }

    private static void refused(ThrowingCallable call, String why) {
        assertThatThrownBy(call).isInstanceOf(StartupRefused.class).hasMessageContaining(why);
    }
}
