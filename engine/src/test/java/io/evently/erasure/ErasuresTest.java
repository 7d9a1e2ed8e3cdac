package io.evently.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evently.Eventually;
import io.evently.crypto.BlindIndex;
import io.evently.crypto.MasterKey;
import io.evently.crypto.ServiceKeys;
import io.evently.database.Shards;
import io.evently.departure.DepartureWorkers;
import io.evently.event.Booking;
import io.evently.event.Details;
import io.evently.event.EventCommand;
import io.evently.event.EventCommand.Book;
import io.evently.event.EventCommand.JoinWaitlist;
import io.evently.event.Micros;
import io.evently.event.NotifyPrefs;
import io.evently.event.Origin;
import io.evently.event.WaitlistPolicy;
import io.evently.event.actor.EventReply;
import io.evently.event.actor.TestNode;
import io.evently.projection.Projections;
import io.evently.projection.Rebuild;
import io.evently.tables.ErasuresTable.Report;
import io.evently.time.NodeClock;
import io.evently.user.AccountStatus;
import io.evently.user.EmailAddress;
import io.evently.user.Role;
import io.evently.user.UserCommand.Forget;
import io.evently.user.UserRejection;
import io.evently.user.account.Person;
import io.evently.user.account.Users;
import io.evently.user.actor.UserActors;
import io.evently.user.actor.UserRefused;
import java.net.InetAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ring 2: whoever is forgotten is so wholly, wherever it breaks off, and nothing brings them back. */
class ErasuresTest {

    private static final String PASSWORD = "correct horse battery";
    private static final UUID ADMIN = UUID.randomUUID();
    private static final UUID BOB = UUID.randomUUID();

    @TempDir
    private static Path folder;

    private static List<String> urls;
    private static Shards shards;
    private static MasterKey masterKey;
    private static ServiceKeys serviceKeys;
    private static TestNode node;
    private static Users users;
    private static Erasures erasures;
    private static final ConcurrentLinkedQueue<Report> reports = new ConcurrentLinkedQueue<>();

    @BeforeAll
    static void start() {
        urls = TestNode.databases("erasures");
        shards = Shards.open(urls, Shards.PoolSizes.DEFAULT);
        masterKey = MasterKey.keptIn(folder);
        startNode();
    }

    @AfterAll
    static void stop() {
        node.close();
        shards.close();
    }

    private static void startNode() {
        node = TestNode.start(urls);
        serviceKeys = ServiceKeys.start(node.system(), shards, masterKey);
        users = Users.start(node.system(), shards, serviceKeys, NodeClock.system(node.metrics()), node.metrics());
        Projections.start(node.system(), shards, () -> false, node.metrics());
        DepartureWorkers.start(node.system(), shards, users, node.events());
        erasures = Erasures.start(
                node.system(), shards, users, reports::add, NodeClock.system(node.metrics()), node.metrics());
    }

    @Test
    void whoAsksIsForgottenWholly() throws SQLException {
        EmailAddress address = address("ada@example.org");
        Person ada = register(address);
        UUID held = soldOut(0);
        ask(held, book(ada.id(), 1, true));
        UUID waitedFor = soldOut(2);
        ask(waitedFor, book(BOB, 2, false));
        ask(waitedFor, join(ada.id()));
        UUID confirmed = soldOut(1);
        ask(confirmed, book(ada.id(), 1, false));
        attemptOf(ada.id(), 3);
        assertThat(refusal(users.login(address, "a wrong password", InetAddress.getLoopbackAddress())))
                .isEqualTo(UserRejection.INVALID_CREDENTIALS);

        now(users.forget(ada.id(), ada.id(), Origin.SYSTEM));

        assertThat(refusal(users.get(ada.id()))).isEqualTo(UserRejection.FORGOTTEN);
        assertThat(refusal(users.login(address, PASSWORD, InetAddress.getLoopbackAddress())))
                .isEqualTo(UserRejection.INVALID_CREDENTIALS);
        assertThat(users.sessions().marks().refuses(ada.id(), UUID.randomUUID(), Long.MAX_VALUE, Long.MAX_VALUE))
                .isTrue();
        awaitEnded(ada.id());
        nothingIsLeftOf(ada.id(), address);
        assertThat(rows(0, "select status from bookings where event_id = '%s'".formatted(held)))
                .containsExactly("cancelled");
        assertThat(rows(
                        2,
                        "select status, end_reason from waitlist_entries where event_id = '%s'".formatted(waitedFor)))
                .containsExactly("left|the user was forgotten");
        assertThat(rows(1, "select status, user_id from bookings where event_id = '%s'".formatted(confirmed)))
                .containsExactly("confirmed|" + ada.id());
        Report report = reports.stream()
                .filter(each -> each.userId().equals(ada.id()))
                .findFirst()
                .orElseThrow();
        assertThat(List.of(report.askedBy(), report.holds(), report.entries(), report.attempts()))
                .isEqualTo(List.of(ada.id(), 1, 1, 1L));
        assertThat(report.logIns()).isEqualTo(1);
    }

    @Test
    void theAddressMayBeRegisteredAnewBySomebodyElse() throws SQLException {
        EmailAddress address = address("again@example.org");
        Person before = register(address);
        now(users.forget(before.id(), ADMIN, Origin.SYSTEM));
        awaitEnded(before.id());

        Person after = register(address);

        assertThat(after.id()).isNotEqualTo(before.id());
        assertThat(now(users.login(address, PASSWORD, InetAddress.getLoopbackAddress()))
                        .userId())
                .isEqualTo(after.id());
        now(users.releaseAddress(new BlindIndex(indexOf(after.id())), before.id()));
        assertThat(now(users.find(address)))
                .as("what comes too late frees nothing")
                .contains(after);
    }

    /** The note of a step fails after it was done; then the node dies. */
    @ParameterizedTest
    @ValueSource(
            strings = {"key_deleted_at", "address_released_at", "holds_ended_at", "attempts_cleared_at", "ended_at"})
    void aCrashBehindAStepOnlyDelaysTheRest(String step) throws SQLException {
        EmailAddress address = address(step + "@example.org");
        Person person = register(address);
        UUID held = soldOut(1);
        ask(held, book(person.id(), 1, true));
        attemptOf(person.id(), 0);
        int home = Shards.shardOf(person.id());
        execute(
                home,
                """
                create sequence refused;
                create function refuse() returns trigger language plpgsql as
                    $$ begin perform nextval('refused'); raise exception 'the node died'; end $$;
                create trigger refuse before update of %s on erasures for each row execute function refuse();
                """
                        .formatted(step));
        // As if it had broken off right behind the fact: no key is thrown away, no token ended.
        Eventually.answer(new UserActors(node.system()).ask(person.id(), new Forget(person.id(), ADMIN, 1_000, null)));
        Eventually.await(() -> rows(home, "select is_called from refused").equals(List.of("t")));
        node.close();
        execute(home, "drop function refuse() cascade; drop sequence refused");

        startNode();

        awaitEnded(person.id());
        nothingIsLeftOf(person.id(), address);
        assertThat(rows(1, "select status from bookings where event_id = '%s'".formatted(held)))
                .containsExactly("cancelled");
        assertThat(now(users.standing(person.id()))).contains(new AccountStatus(Role.USER, false, true));
    }

    @Test
    void aDatabaseFromBeforeForgetsThemAgainBeforeItHasUsers() throws SQLException {
        EmailAddress address = address("restored@example.org");
        Person carol = register(address);
        now(users.forget(carol.id(), carol.id(), Origin.SYSTEM));
        awaitEnded(carol.id());
        node.close();
        int home = Shards.shardOf(carol.id());
        // As a backup from before has it; the keys and the list of the forgotten are not in it.
        execute(
                home,
                "delete from event_journal where persistence_id = 'User|%s' and sequence_number > 1"
                        .formatted(carol.id()));
        for (String table : List.of("erasures", "departures")) {
            execute(home, "delete from %s where user_id = '%s'".formatted(table, carol.id()));
        }
        execute(home, "delete from session_marks where subject = '%s'".formatted(carol.id()));
        Rebuild.run(shards);
        assertThat(rows(home, "select deleted_at is null, role from users where id = '%s'".formatted(carol.id())))
                .containsExactly("t|user");

        startNode();

        Eventually.await(erasures::areKnown);
        assertThat(now(users.standing(carol.id()))).contains(new AccountStatus(Role.USER, false, true));
        awaitEnded(carol.id());
        nothingIsLeftOf(carol.id(), address);
        assertThat(rows(home, "select asked_by from erasures where user_id = '%s'".formatted(carol.id())))
                .as("as it was asked for then")
                .containsExactly(carol.id().toString());
    }

    @Test
    void aRebuildOfTheTablesBringsNobodyBack() throws SQLException {
        EmailAddress address = address("rebuilt@example.org");
        Person dave = register(address);
        now(users.forget(dave.id(), dave.id(), Origin.SYSTEM));
        awaitEnded(dave.id());
        int home = Shards.shardOf(dave.id());
        List<String> report = rows(home, "select * from erasures where user_id = '%s'".formatted(dave.id()));

        Rebuild.run(shards);

        nothingIsLeftOf(dave.id(), address);
        assertThat(rows(home, "select * from erasures where user_id = '%s'".formatted(dave.id())))
                .isEqualTo(report);
    }

    @Test
    void whoIsKnownByTokensOnlyIsForgottenTooButNoIdThatNeverWas() throws SQLException {
        UUID stranger = UUID.randomUUID();
        UUID held = soldOut(3);
        ask(held, book(stranger, 1, true));
        awaitRow(3, "select count(*) from users where id = '%s'", stranger, "1");

        assertThat(refusal(users.forget(UUID.randomUUID(), ADMIN, Origin.SYSTEM)))
                .isEqualTo(UserRejection.NOT_FOUND);
        now(users.forget(stranger, ADMIN, Origin.SYSTEM));
        now(users.forget(stranger, ADMIN, Origin.SYSTEM));

        awaitEnded(stranger);
        assertThat(rows(3, "select status from bookings where event_id = '%s'".formatted(held)))
                .containsExactly("cancelled");
        assertThat(rows(
                        Shards.shardOf(stranger),
                        "select deleted_at is not null, created_at is null from users where id = '%s'"
                                .formatted(stranger)))
                .containsExactly("t|t");
        UUID unheardOf = UUID.randomUUID();
        now(users.forget(unheardOf, unheardOf, Origin.SYSTEM));
        assertThat(now(users.standing(unheardOf))).contains(new AccountStatus(Role.USER, false, true));
    }

    @Test
    void theLastAdminStaysAndWhoWasForgottenAdministersNoMore() {
        Person one = now(users.register(address("one@example.org"), "One", PASSWORD, Role.ADMIN));
        Person two = now(users.register(address("two@example.org"), "Two", PASSWORD, Role.ADMIN));
        Person user = register(address("user@example.org"));
        now(users.countAdmin(one));
        now(users.countAdmin(two));

        now(users.forget(one.id(), two.id(), Origin.SYSTEM));

        assertThat(refusal(users.forget(two.id(), two.id(), Origin.SYSTEM))).isEqualTo(UserRejection.LAST_ADMIN);
        assertThat(refusal(users.forget(user.id(), one.id(), Origin.SYSTEM))).isEqualTo(UserRejection.FORGOTTEN);
        assertThat(refusal(users.changeAccess(user.id(), Role.ADMIN, null, one.id())))
                .isEqualTo(UserRejection.FORGOTTEN);
        assertThat(now(users.get(user.id()))).isEqualTo(user);
    }

    private static void nothingIsLeftOf(UUID id, EmailAddress address) throws SQLException {
        int home = Shards.shardOf(id);
        assertThat(rows(
                        home,
                        """
                        select num_nonnulls(email, name, email_bidx, password_hash, role), is_active, deleted_at is not null
                        from users where id = '%s'
                        """
                                .formatted(id)))
                .containsExactly("0|f|t");
        assertThat(rows(home, "select email_bidx is null from erasures where user_id = '%s'".formatted(id)))
                .containsExactly("t");
        assertThat(rows(home, "select count(*) from keys.user_keys where user_id = '%s'".formatted(id)))
                .containsExactly("0");
        assertThat(rows(home, "select count(*) from keys.forgotten where user_id = '%s'".formatted(id)))
                .containsExactly("1");
        BlindIndex index = serviceKeys.blindIndexOf(address.normalised());
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            assertThat(rows(
                            shard,
                            "select count(*) from booking_attempts where user_id = '%s' and (ip_address, user_agent) is distinct from (null, null)"
                                    .formatted(id)))
                    .containsExactly("0");
            assertThat(rows(shard, "select count(*) from users where email_bidx = '\\x%s'".formatted(index.hex())))
                    .containsExactly("0");
        }
        assertThat(now(users.find(address))).isEmpty();
    }

    private static byte[] indexOf(UUID id) throws SQLException {
        awaitRow(Shards.shardOf(id), "select count(*) from users where id = '%s'", id, "1");
        String hex = rows(
                        Shards.shardOf(id), "select encode(email_bidx, 'hex') from users where id = '%s'".formatted(id))
                .get(0);
        return BlindIndex.ofHex(hex).bytes();
    }

    private static void awaitEnded(UUID id) {
        awaitRow(Shards.shardOf(id), "select ended_at is not null from erasures where user_id = '%s'", id, "t");
    }

    private static Person register(EmailAddress address) {
        return now(users.register(address, "Somebody", PASSWORD, Role.USER));
    }

    private static EmailAddress address(String text) {
        return EmailAddress.parse(text).orElseThrow();
    }

    /** An event of two seats in that database. */
    private static UUID soldOut(int shard) {
        UUID event = node.events().newId();
        while (Shards.shardOf(event) != shard) {
            event = node.events().newId();
        }
        long date = Micros.of(Instant.now().plus(30, ChronoUnit.DAYS));
        Details details = new Details("Concert", null, "Hall", date, 10, 0, 60, WaitlistPolicy.STRICT, 600);
        ask(event, new EventCommand.CreateEvent(event, details, 2, 4_990, null, ADMIN));
        return event;
    }

    private static Book book(UUID user, int quantity, boolean hold) {
        return new Book(node.events().newId(), user, quantity, hold, Booking.NO_EXPECTED_PRICE, null);
    }

    private static JoinWaitlist join(UUID user) {
        return new JoinWaitlist(node.events().newId(), user, 2, 0, NotifyPrefs.ALL, null);
    }

    private static void ask(UUID event, EventCommand command) {
        EventReply reply = Eventually.answer(node.events().ask(event, command));
        assertThat(reply)
                .isNotInstanceOf(EventReply.Refused.class)
                .isNotIn(EventReply.Busy.INSTANCE, EventReply.Unknown.INSTANCE);
    }

    private static void attemptOf(UUID user, int shard) throws SQLException {
        execute(
                shard,
                """
                insert into booking_attempts (id, event_id, user_id, quantity, result, failure_reason, attempted_at,
                    ip_address, user_agent)
                values ('%s', '%s', '%s', 1, 'failed', 'SOLD_OUT', now(), '198.51.100.7', 'an agent')
                """
                        .formatted(UUID.randomUUID(), UUID.randomUUID(), user));
    }

    private static void awaitRow(int shard, String query, UUID id, String expected) {
        Eventually.await(() -> rows(shard, query.formatted(id)).equals(List.of(expected)));
    }

    /** Columns with a bar between them. */
    private static List<String> rows(int shard, String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(urls.get(shard));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                List<String> row = new ArrayList<>();
                for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                    row.add(rows.getString(column));
                }
                values.add(String.join("|", row.stream().map(String::valueOf).toList()));
            }
            return values;
        }
    }

    private static void execute(int shard, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(urls.get(shard));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static <T> T now(CompletionStage<T> asked) {
        return Eventually.answer(asked);
    }

    private static UserRejection refusal(CompletionStage<?> asked) {
        List<UserRejection> refused = new ArrayList<>();
        assertThatThrownBy(() -> Eventually.answer(asked))
                .isInstanceOfSatisfying(
                        CompletionException.class,
                        failure -> refused.add(((UserRefused) failure.getCause()).rejection()));
        return refused.get(0);
    }
}
