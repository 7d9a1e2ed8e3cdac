package io.evently.database.backup;

import io.evently.database.Shards;
import io.evently.database.TestServer;
import io.evently.tables.WrappedKey;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Four databases with something in them, and short ways to back them up. */
final class Backups {

    private static final String ROWS_OF =
            "select md5(string_agg(r::text, E'\\n' order by r::text)), count(*) from %s r";

    /** Keys that were made up are opened by nothing. */
    static final KeyUnwrapping ANY_KEY = new KeyUnwrapping() {
        @Override
        public String source() {
            return "a test";
        }

        @Override
        public String kept(String version) {
            return "kept." + version;
        }

        @Override
        public boolean opens(UUID userId, WrappedKey key) {
            return true;
        }

        @Override
        public boolean opens(String purpose, int version, WrappedKey key) {
            return true;
        }
    };

    private Backups() {}

    /** As Evently leaves them: journals with their positions, bookings, attempts of three weeks, users with keys. */
    static List<String> filled(String prefix) throws SQLException {
        List<String> urls = TestServer.migrated(prefix);
        for (String url : urls) {
            TestServer.execute(
                    url,
                    "set session_replication_role = replica",
                    """
                    insert into event_journal (persistence_id, sequence_number, writer, write_timestamp, event_ser_id,
                        event_ser_manifest, event_payload)
                    select 'Event|' || n % 10, n, 'w', n, 1, E'tab\\tand \\\\N', sha256(n::text::bytea)
                    from generate_series(1, 1000) n
                    """,
                    """
                    insert into projection_positions
                    select name, tx, ordering - behind, now()
                    from (values ('tables', 100), ('analytics', 300)) as p (name, behind),
                        (select tx, ordering from event_journal order by tx desc, ordering desc limit 1) as last
                    """,
                    """
                    insert into bookings (id, user_id, event_id, quantity, unit_price, total_amount, status, booking_ref,
                        version, fact_no, created_at, updated_at)
                    select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 1, 1.05, 1.05, 'confirmed',
                        'EVT20261122' || lpad(n::text, 12, '0'), 1, 1, now(), now()
                    from generate_series(1, 1000) n
                    """,
                    """
                    insert into booking_attempts (id, event_id, user_id, quantity, result, failure_reason, attempted_at)
                    select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 1, 'failed', E'a "reason"\\n',
                        now() + make_interval(weeks => n % 3 - 1)
                    from generate_series(1, 300) n
                    """,
                    "insert into attempt_counts select gen_random_uuid(), now(), 'failed', 'SOLD_OUT', 7, now(), 3",
                    """
                    insert into keys.user_keys (user_id, wrapped_key, created_at)
                    select gen_random_uuid(), sha256(('a key ' || n)::bytea), now() from generate_series(1, 100) n
                    """);
        }
        return urls;
    }

    /** A user with a key, in the database that is theirs. */
    static UUID registered(List<String> urls) throws SQLException {
        UUID id = UUID.randomUUID();
        TestServer.execute(
                urls.get(Shards.shardOf(id)),
                """
                insert into users (id, email, name, email_bidx, password_hash, role, is_active, version, created_at, updated_at)
                values ('%s', '\\x01', '\\x02', sha256('%s'), 'h', 'user', true, 1, now(), now())
                """
                        .formatted(id, id),
                "insert into keys.user_keys (user_id, wrapped_key, created_at) values ('%s', '\\x03', now())"
                        .formatted(id));
        return id;
    }

    /** As Evently does it. */
    static void forgotten(List<String> urls, UUID id) throws SQLException {
        TestServer.execute(
                urls.get(Shards.shardOf(id)),
                "delete from keys.user_keys where user_id = '" + id + "'",
                "insert into keys.forgotten (user_id, forgotten_at, asked_by) values ('" + id + "', now(), null)");
    }

    static boolean hasKey(List<String> urls, UUID id) throws SQLException {
        return !TestServer.rows(
                        urls.get(Shards.shardOf(id)), "select 1 from keys.user_keys where user_id = '" + id + "'")
                .isEmpty();
    }

    static boolean isOnTheList(List<String> urls, UUID id) throws SQLException {
        return !TestServer.rows(
                        urls.get(Shards.shardOf(id)), "select 1 from keys.forgotten where user_id = '" + id + "'")
                .isEmpty();
    }

    /** Both, as the script makes them. */
    static List<BackupName> taken(List<String> urls, Path folder) {
        BackupFolder into = BackupFolder.at(folder);
        return List.of(Backup.take(BackupKind.DATA, urls, into), Backup.take(BackupKind.KEYS, urls, into));
    }

    /** The newest data with the newest keys. */
    static Restore restore(List<String> urls, Path folder) {
        return new Restore(
                urls,
                BackupFolder.existing(folder),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                ANY_KEY);
    }

    /** What is in each table, but for the server's own numbers of transactions; a line each. */
    static List<String> content(String url) throws SQLException {
        List<String> content = new ArrayList<>();
        for (String table : TestServer.rows(
                url,
                """
                select relnamespace::regnamespace || '.' || relname from pg_class
                where relkind in ('r', 'p') and relnamespace::regnamespace::text in ('public', 'keys')
                    and relname not in ('flyway_schema_history', 'event_journal', 'projection_positions',
                        -- By numbers of its own database.
                        'access_granted')
                order by 1
                """)) {
            content.add(table + " " + TestServer.rows(url, ROWS_OF.formatted(table)));
        }
        content.add("journal "
                + TestServer.rows(
                        url,
                        ROWS_OF.formatted("(select persistence_id, sequence_number, ordering, event_ser_manifest,"
                                + " event_payload, writer from event_journal)")));
        content.add(
                "sequences " + TestServer.rows(url, "select sequencename, last_value from pg_sequences order by 1"));
        return content;
    }
}
