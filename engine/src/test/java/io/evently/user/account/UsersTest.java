package io.evently.user.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evently.Eventually;
import io.evently.crypto.BlindIndex;
import io.evently.crypto.MasterKey;
import io.evently.crypto.ServiceKeys;
import io.evently.crypto.UserKey;
import io.evently.crypto.UserKeys;
import io.evently.database.Shards;
import io.evently.database.StartupRefused;
import io.evently.event.actor.TestNode;
import io.evently.time.NodeClock;
import io.evently.time.PushedClock;
import io.evently.user.Account;
import io.evently.user.EmailAddress;
import io.evently.user.Identity;
import io.evently.user.Role;
import io.evently.user.UserRejection;
import io.evently.user.account.Registration.Applicant;
import io.evently.user.actor.UserActors;
import io.evently.user.actor.UserRefused;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ring 2: users as actors on a real journal, with real keys in a real database. */
class UsersTest {

    private static final UUID ADMIN = UUID.fromString("018f4e5a-0000-7000-8000-0000000000ff");
    private static final String PASSWORD = "correct horse battery staple";

    @TempDir
    private static Path folder;

    private static List<String> databases;
    private static PushedClock wall;
    private static TestNode node;
    private static Shards shards;
    private static MasterKey masterKey;
    private static ServiceKeys serviceKeys;
    private static Users users;
    private static Registration registration;
    private static UserKeys keys;

    @BeforeAll
    static void start() {
        databases = TestNode.databases("users");
        shards = Shards.open(databases, Shards.PoolSizes.DEFAULT);
        masterKey = MasterKey.keptIn(folder);
        wall = new PushedClock();
        startNode();
    }

    @AfterAll
    static void stop() {
        node.close();
        shards.close();
    }

    private static void startNode() {
        // Room for all who race for one address.
        node = TestNode.start(
                databases, Clock.systemUTC(), System::nanoTime, "evently.users.max-waiting-passwords = 200");
        NodeClock clock = new NodeClock(wall, System::nanoTime, node.metrics());
        serviceKeys = ServiceKeys.start(node.system(), shards, masterKey);
        users = Users.start(node.system(), shards, serviceKeys, clock, node.metrics());
        keys = new UserKeys(shards, masterKey, shard -> Runnable::run);
        registration = new Registration(
                new UserActors(node.system()), keys, () -> clock.read().wall());
    }

    // ---- what users do ----

    @Test
    void whoRegistersCanLogInAndSeesThemselves() {
        Person ada = now(users.register(address("Ada@Example.com"), "Ada", PASSWORD, Role.USER));

        assertThat(ada.email()).isEqualTo("Ada@Example.com");
        assertThat(ada.name()).isEqualTo("Ada");
        assertThat(ada.role()).isEqualTo(Role.USER);
        assertThat(ada.active()).isTrue();
        assertThat(ada.id().version()).as("UUIDv7").isEqualTo(7);
        assertThat(now(logIn(address("ada@example.COM"), PASSWORD))).isEqualTo(new Identity(ada.id(), Role.USER));
        assertThat(now(users.get(ada.id()))).isEqualTo(ada);
        assertThat(now(users.find(address("ada@example.com")))).contains(ada);
    }

    @Test
    void anAddressIsTakenHoweverItIsSpelled() {
        now(users.register(address("bob@example.com"), "Bob", PASSWORD, Role.USER));

        assertThat(refusal(users.register(address(" BOB@example.com"), "Bob II", PASSWORD, Role.USER)))
                .isEqualTo(UserRejection.EMAIL_TAKEN);
    }

    @Test
    void of50RegistrationsOfOneAddressAtOnceExactlyOneSucceeds() {
        List<CompletableFuture<Person>> asked = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            asked.add(users.register(address("race@example.com"), "Racer " + i, PASSWORD, Role.USER));
        }

        List<Person> winners = winners(asked);
        assertThat(winners).hasSize(1);
        assertThat(now(users.find(address("race@example.com")))).contains(winners.get(0));
        assertThat(now(logIn(address("race@example.com"), PASSWORD)).userId())
                .isEqualTo(winners.get(0).id());
    }

    @Test
    void wrongAddressAndWrongPasswordAreRefusedAlike() {
        now(users.register(address("carol@example.com"), "Carol", PASSWORD, Role.USER));

        assertThat(refusal(logIn(address("carol@example.com"), "wrong password")))
                .isEqualTo(UserRejection.INVALID_CREDENTIALS);
        assertThat(refusal(logIn(address("nobody@example.com"), PASSWORD)))
                .isEqualTo(UserRejection.INVALID_CREDENTIALS);
    }

    @Test
    void aNewNameIsSeenAndEncrypted() throws SQLException {
        Person dave = now(users.register(address("dave@example.com"), "Dave Unchanged", PASSWORD, Role.USER));

        Person renamed = now(users.rename(dave.id(), "Dave Renamed"));

        assertThat(renamed.name()).isEqualTo("Dave Renamed");
        assertThat(renamed.version()).isEqualTo(2);
        assertThat(now(users.get(dave.id()))).isEqualTo(renamed);
        assertThat(journalOf("User|" + dave.id()))
                .hasSize(2)
                .noneMatch(record -> record.contains("Dave") || record.contains("dave"));
    }

    @Test
    void whoIsDeactivatedCannotLogInUntilActivatedAgain() {
        EmailAddress address = address("erin@example.com");
        Person erin = now(users.register(address, "Erin", PASSWORD, Role.USER));

        now(users.changeAccess(erin.id(), null, false, ADMIN));

        assertThat(refusal(logIn(address, PASSWORD))).isEqualTo(UserRejection.INVALID_CREDENTIALS);
        assertThat(refusal(users.get(erin.id()))).isEqualTo(UserRejection.DEACTIVATED);
        assertThat(refusal(users.rename(erin.id(), "X"))).isEqualTo(UserRejection.DEACTIVATED);
        assertThat(now(users.find(address)).orElseThrow().active()).isFalse();
        now(users.changeAccess(erin.id(), Role.ADMIN, true, ADMIN));
        Identity back = now(logIn(address, PASSWORD));
        assertThat(back.userId()).isEqualTo(erin.id());
        assertThat(back.role()).isEqualTo(Role.ADMIN);
        assertThat(back.epoch()).as("no token from before holds").isPositive();
    }

    @Test
    void whoIsNotThereIsNotFound() {
        UUID unknown = UUID.randomUUID();

        assertThat(refusal(users.get(unknown))).isEqualTo(UserRejection.NOT_FOUND);
        assertThat(refusal(users.rename(unknown, "X"))).isEqualTo(UserRejection.NOT_FOUND);
        assertThat(refusal(users.changeAccess(unknown, Role.ADMIN, null, ADMIN)))
                .isEqualTo(UserRejection.NOT_FOUND);
        assertThat(now(users.find(address("unknown@example.com")))).isEmpty();
    }

    @Test
    void askingForWhoIsNotThereWritesNothing() throws SQLException {
        UUID unknown = UUID.randomUUID();

        assertThat(refusal(users.get(unknown))).isEqualTo(UserRejection.NOT_FOUND);
        now(users.find(address("never@example.com")));

        assertThat(journalOf("User|" + unknown)).isEmpty();
        assertThat(journalOf("Email|" + index("never@example.com").hex())).isEmpty();
    }

    // ---- restarts ----

    @Test
    void everythingIsThereAfterARestart() {
        Person frank = now(users.register(address("frank@example.com"), "Frank", PASSWORD, Role.USER));
        for (int i = 0; i < 120; i++) {
            frank = now(users.rename(frank.id(), "Frank " + i));
        }
        node.close();
        startNode();

        assertThat(now(users.get(frank.id()))).isEqualTo(frank);
        assertThat(now(logIn(address("frank@example.com"), PASSWORD)).userId()).isEqualTo(frank.id());
        assertThat(refusal(users.register(address("frank@example.com"), "Frank II", PASSWORD, Role.USER)))
                .isEqualTo(UserRejection.EMAIL_TAKEN);
    }

    @Test
    void aWrongMasterKeyIsRefusedBeforeItDoesHarm(@TempDir Path other) {
        now(users.register(address("grace@example.com"), "Grace", PASSWORD, Role.USER));
        UserKeys wrong = new UserKeys(shards, MasterKey.keptIn(other), shard -> Runnable::run);

        assertThatThrownBy(wrong::masterKeyMustFit)
                .isInstanceOf(StartupRefused.class)
                .hasMessageContaining("EVENTLY_MASTER_KEY_FILE");
    }

    @Test
    void aForgottenKeyMakesThePersonUnreadableForEver() {
        Person heidi = now(users.register(address("heidi@example.com"), "Heidi", PASSWORD, Role.USER));

        now(keys.forget(heidi.id(), ADMIN));

        // What another node still remembers is gone within a minute; this one never saw the key.
        UserKeys another = new UserKeys(shards, masterKey, shard -> Runnable::run);
        assertThat(now(another.find(heidi.id()))).isEmpty();
    }

    @Test
    void aKeyIsMadeOnceHoweverOftenItIsAskedFor() {
        UUID id = UUID.randomUUID();
        UserKey first = now(keys.make(id));
        UserKey again = now(keys.make(id));

        var sealed = first.encrypt(io.evently.crypto.PersonalField.NAME, "Ivan");
        assertThat(again.decrypt(io.evently.crypto.PersonalField.NAME, sealed)).isEqualTo("Ivan");
    }

    // ---- registrations that break off ----

    @Test
    void brokenOffAfterTheClaimTheAddressIsFreeAfterAMinute() {
        Applicant gone = applicant("broken1@example.com");
        now(registration.claim(gone));

        addressBlocksForAMinuteAndThenGoesToTheNext(gone);
    }

    @Test
    void brokenOffAfterTheKeyTheAddressIsFreeAfterAMinuteAndTheKeyIsGone() {
        Applicant gone = applicant("broken2@example.com");
        now(registration.claim(gone));
        now(keys.make(gone.id()));

        addressBlocksForAMinuteAndThenGoesToTheNext(gone);
        assertThat(now(new UserKeys(shards, masterKey, shard -> Runnable::run).find(gone.id())))
                .isEmpty();
    }

    @Test
    void whoComesTooLateIsTurnedAwayAndLeavesNoKey() {
        Applicant late = applicant("broken3@example.com");
        now(registration.claim(late));
        UserKey lateKey = now(keys.make(late.id()));
        wall.push(Duration.ofMinutes(1));
        Person quick = now(users.register(late.email(), "Quick", PASSWORD, Role.USER));

        assertThat(refusal(registration.register(late, lateKey))).isEqualTo(UserRejection.EMAIL_TAKEN);

        assertThat(now(users.find(late.email()))).contains(quick);
        assertThat(refusal(users.get(late.id()))).isEqualTo(UserRejection.NOT_FOUND);
        assertThat(now(new UserKeys(shards, masterKey, shard -> Runnable::run).find(late.id())))
                .isEmpty();
    }

    @Test
    void brokenOffBeforeTheConfirmationTheUserIsThereAndTheAddressIsTheirsForEver() {
        Applicant there = applicant("broken4@example.com");
        now(registration.claim(there));
        Account account = now(registration.register(there, now(keys.make(there.id()))));

        assertThat(now(users.find(there.email())).orElseThrow().id()).isEqualTo(account.id());
        wall.push(Duration.ofMinutes(2));
        assertThat(refusal(users.register(there.email(), "Other", PASSWORD, Role.USER)))
                .isEqualTo(UserRejection.EMAIL_TAKEN);
        assertThat(now(users.find(there.email())).orElseThrow().id()).isEqualTo(account.id());
    }

    @Test
    void manyWhoFindTheSameClaimOverdueLeaveExactlyOneUser() {
        Applicant gone = applicant("broken5@example.com");
        now(registration.claim(gone));
        wall.push(Duration.ofMinutes(1));
        List<CompletableFuture<Person>> asked = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            asked.add(users.register(gone.email(), "Next " + i, PASSWORD, Role.USER));
        }

        assertThat(winners(asked)).hasSize(1);
    }

    @Test
    void aRegistrationEndsWithTheClaimConfirmed() throws SQLException {
        now(users.register(address("confirmed@example.com"), "Judy", PASSWORD, Role.USER));

        String claim = "Email|" + index("confirmed@example.com").hex();
        Eventually.await(() -> journalOf(claim).size() == 2);
    }

    @Test
    void aWriteThatFailsIsTriedAgainAndTheClientNeverKnows() throws SQLException {
        onAllDatabases(
                """
                create sequence refused;
                create function refuse() returns trigger language plpgsql security definer as
                    $$ begin perform nextval('refused'); raise exception 'the disk is full'; end $$;
                create trigger refuse before insert on event_journal for each row execute function refuse();
                """);
        CompletableFuture<Person> asked =
                users.register(address("patient@example.com"), "Patient", PASSWORD, Role.USER);
        // A sequence keeps what a transaction that failed took from it.
        Eventually.await(() -> refusals() > 0);
        assertThat(asked).isNotDone();

        onAllDatabases("drop function refuse() cascade; drop sequence refused");

        Person patient = now(asked);
        assertThat(now(logIn(address("patient@example.com"), PASSWORD)).userId())
                .isEqualTo(patient.id());
    }

    @Test
    void everyStepMayBeRepeated() {
        Applicant twice = applicant("twice@example.com");
        now(registration.claim(twice));
        now(registration.claim(twice));
        UserKey key = now(keys.make(twice.id()));
        Account first = now(registration.register(twice, key));
        Account second = now(registration.register(twice, now(keys.make(twice.id()))));

        assertThat(second).isEqualTo(first);
    }

    // ---- the first admin ----

    @Test
    void whoMerelyOwnsTheAddressDoesNotBecomeAdmin() {
        now(users.register(address("mallory@example.com"), "Mallory", PASSWORD, Role.USER));

        assertThat(now(FirstAdmin.ensure(users, "mallory@example.com", PASSWORD)))
                .isIn(FirstAdmin.Outcome.OTHERS, FirstAdmin.Outcome.NOBODY);
        assertThat(now(users.find(address("mallory@example.com"))).orElseThrow().role())
                .isEqualTo(Role.USER);
    }

    @Test
    void settingsThatNobodyCouldLogInWithAreRefused() {
        assertThatThrownBy(() -> FirstAdmin.ensure(users, "root", PASSWORD)).isInstanceOf(StartupRefused.class);
        assertThatThrownBy(() -> FirstAdmin.ensure(users, "root@example.com", "short"))
                .isInstanceOf(StartupRefused.class);
    }

    // ---- the words of these tests ----

    private static void addressBlocksForAMinuteAndThenGoesToTheNext(Applicant gone) {
        assertThat(now(users.find(gone.email()))).isEmpty();
        assertThat(refusal(users.register(gone.email(), "Next", PASSWORD, Role.USER)))
                .isEqualTo(UserRejection.EMAIL_TAKEN);
        wall.push(Duration.ofMinutes(1));
        Person next = now(users.register(gone.email(), "Next", PASSWORD, Role.USER));
        assertThat(now(users.find(gone.email()))).contains(next);
        assertThat(next.id()).isNotEqualTo(gone.id());
    }

    /** Those who were registered; everybody else must have been told that the address is taken. */
    private static List<Person> winners(List<CompletableFuture<Person>> asked) {
        List<Person> winners = new ArrayList<>();
        for (CompletableFuture<Person> answer : asked) {
            try {
                winners.add(now(answer));
            } catch (UserRefused refused) {
                assertThat(refused.rejection()).isEqualTo(UserRejection.EMAIL_TAKEN);
            }
        }
        return winners;
    }

    private static Applicant applicant(String email) {
        return new Applicant(
                UUID.randomUUID(), address(email), index(email), "Gone", "$argon2id$v=19$m=8,t=1,p=1$", Role.USER);
    }

    private static CompletableFuture<Identity> logIn(EmailAddress email, String password) {
        return users.login(email, password, InetAddress.getLoopbackAddress());
    }

    private static EmailAddress address(String text) {
        return EmailAddress.parse(text).orElseThrow();
    }

    private static BlindIndex index(String email) {
        return serviceKeys.blindIndexOf(address(email).normalised());
    }

    private static UserRejection refusal(CompletableFuture<?> answer) {
        try {
            Object value = now(answer);
            throw new AssertionError("was granted: " + value);
        } catch (UserRefused refused) {
            return refused.rejection();
        }
    }

    /** The journal's records of one entity, as text, from whichever database it is in. */
    private static List<String> journalOf(String persistenceId) throws SQLException {
        List<String> records = new ArrayList<>();
        for (String url : databases) {
            try (Connection connection = DriverManager.getConnection(url);
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(
                            "select event_payload from event_journal where persistence_id = '" + persistenceId + "'")) {
                while (rows.next()) {
                    records.add(new String(rows.getBytes(1), StandardCharsets.ISO_8859_1));
                }
            }
        }
        return records;
    }

    /** Writes that a trigger refused. */
    private static long refusals() throws SQLException {
        long refusals = 0;
        for (String url : databases) {
            try (Connection connection = DriverManager.getConnection(url);
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("select count(*) from refused where is_called")) {
                row.next();
                refusals += row.getLong(1);
            }
        }
        return refusals;
    }

    private static void onAllDatabases(String sql) throws SQLException {
        for (String url : databases) {
            try (Connection connection = DriverManager.getConnection(url);
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }
    }

    private static <T> T now(CompletableFuture<T> answer) {
        try {
            return Eventually.answer(answer);
        } catch (CompletionException e) {
            if (e.getCause() instanceof UserRefused refused) {
                throw refused;
            }
            throw new AssertionError(e.getCause());
        }
    }
}
