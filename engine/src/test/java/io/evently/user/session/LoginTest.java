package io.evently.user.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.Eventually;
import io.evently.crypto.MasterKey;
import io.evently.crypto.Passwords;
import io.evently.crypto.ServiceKeys;
import io.evently.crypto.UserKeys;
import io.evently.database.Shards;
import io.evently.event.actor.TestNode;
import io.evently.time.NodeClock;
import io.evently.user.EmailAddress;
import io.evently.user.Identity;
import io.evently.user.Role;
import io.evently.user.UserRejection;
import io.evently.user.account.Person;
import io.evently.user.account.Users;
import io.evently.user.actor.UserRefused;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ring 2: guessing passwords, against real users in a real database. */
class LoginTest {

    private static final UUID ADMIN = UUID.fromString("018f4e5a-0000-7000-8000-0000000000ff");
    private static final String PASSWORD = "correct horse battery staple";
    private static final InetAddress HOME = at("192.0.2.1");
    private static final InetAddress ELSEWHERE = at("198.51.100.7");

    /** Hours for seconds, so that no machine is too slow to be told to wait. Tests turn the rows' clock on. */
    private static final Duration FIRST = Duration.ofHours(1);

    private static final LoginSettings SETTINGS = new LoginSettings(
            true,
            new LoginBackoff(5, FIRST, FIRST.multipliedBy(8)),
            Duration.ofDays(2),
            Duration.ofDays(30),
            Duration.ofMillis(1));

    @TempDir
    private static Path folder;

    private static final AtomicInteger HASHED = new AtomicInteger();
    private static final Executor COUNTED = work -> {
        HASHED.incrementAndGet();
        work.run();
    };

    private static List<String> databases;
    private static TestNode node;
    private static Shards shards;
    private static ServiceKeys serviceKeys;
    private static LoginGuard guard;
    private static Users users;

    @BeforeAll
    static void start() {
        databases = TestNode.databases("logins");
        shards = Shards.open(databases, Shards.PoolSizes.DEFAULT);
        node = TestNode.start(databases);
        serviceKeys = ServiceKeys.start(node.system(), shards, MasterKey.keptIn(folder));
        guard = guard(SETTINGS);
        users = users(SETTINGS);
    }

    @AfterAll
    static void stop() {
        node.close();
        shards.close();
    }

    private static LoginGuard guard(LoginSettings settings) {
        return new LoginGuard(settings, shards, serviceKeys, shard -> Runnable::run);
    }

    /** As another node has them: what it knows of attempts is in the database only. */
    private static Users users(LoginSettings settings) {
        return new Users(
                node.system(),
                new UserSettings(Duration.ofMinutes(2), 500, 2, 64, Duration.ofSeconds(20), settings),
                shards,
                new UserKeys(shards, serviceKeys.masterKey(), shard -> Runnable::run),
                serviceKeys,
                new Passwords(COUNTED),
                guard(settings),
                NodeClock.system(node.metrics()),
                node.metrics());
    }

    // ---- waits ----

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void afterFiveFailuresAnAccountWaitsTwiceAsLongEachTimeWhetherItExistsOrNot(boolean exists) {
        String email = exists ? registered("waits@example.com") : "waits-not@example.com";
        for (int failure = 0; failure < 5; failure++) {
            assertThat(refusal(guess(email, ELSEWHERE)).rejection()).isEqualTo(UserRejection.INVALID_CREDENTIALS);
        }
        for (int doubled : new int[] {1, 2, 4, 8, 8}) {
            int before = HASHED.get();
            UserRefused refused = refusal(guess(email, ELSEWHERE));
            assertThat(refused.rejection()).isEqualTo(UserRejection.TOO_MANY_FAILURES);
            assertThat(refused.retryAfter())
                    .isBetween(FIRST.multipliedBy(doubled).minusMinutes(30), FIRST.multipliedBy(doubled));
            assertThat(HASHED).as("nothing is hashed").hasValue(before);

            pass(FIRST.multipliedBy(doubled), email);
            assertThat(refusal(guess(email, ELSEWHERE)).rejection()).isEqualTo(UserRejection.INVALID_CREDENTIALS);
        }
    }

    @Test
    void duringTheWaitTheRightPasswordWaitsTooFromWhereverAndOnEveryNode() {
        String email = registered("right@example.com");
        failFiveTimes(email, ELSEWHERE);

        assertThat(refusal(logIn(email, HOME)).rejection()).isEqualTo(UserRejection.TOO_MANY_FAILURES);
        assertThat(refusal(users(SETTINGS).login(address(email), PASSWORD, HOME))
                        .rejection())
                .isEqualTo(UserRejection.TOO_MANY_FAILURES);
    }

    @Test
    void itEndsAndASuccessClearsIt() {
        String email = registered("clears@example.com");
        failFiveTimes(email, ELSEWHERE);
        pass(FIRST, email);

        now(logIn(email, HOME));

        assertThat(refusal(guess(email, ELSEWHERE)).rejection()).isEqualTo(UserRejection.INVALID_CREDENTIALS);
        assertThat(refusal(guess(email, ELSEWHERE)).rejection()).isEqualTo(UserRejection.INVALID_CREDENTIALS);
    }

    @Test
    void ofManyWhoWaitedForTheMomentOneGetsTheTurn() {
        String email = registered("turn@example.com");
        failFiveTimes(email, ELSEWHERE);
        pass(FIRST, email);

        List<CompletableFuture<Identity>> guesses = new ArrayList<>();
        for (int n = 0; n < 20; n++) {
            InetAddress from = at("203.0.113." + n);
            guesses.add(CompletableFuture.completedFuture(email).thenComposeAsync(same -> guess(same, from)));
        }

        assertThat(guesses.stream().map(guess -> refusal(guess).rejection()))
                .containsOnly(UserRejection.INVALID_CREDENTIALS, UserRejection.TOO_MANY_FAILURES)
                .containsOnlyOnce(UserRejection.INVALID_CREDENTIALS);
    }

    // ---- the owner ----

    @Test
    void whoLoggedInOfLateComesInWhileOthersGuess() {
        String email = registered("owner@example.com");
        now(logIn(email, HOME));
        failFiveTimes(email, ELSEWHERE);

        now(logIn(email, HOME));

        assertThat(refusal(guess(email, ELSEWHERE)).rejection())
                .as("and that gives nobody else a new chance")
                .isEqualTo(UserRejection.TOO_MANY_FAILURES);
    }

    @Test
    void whoLoggedInOfLateHasFailuresOfTheirOwn() {
        String email = registered("own@example.com");
        now(logIn(email, HOME));
        failFiveTimes(email, HOME);

        assertThat(refusal(logIn(email, HOME)).rejection()).isEqualTo(UserRejection.TOO_MANY_FAILURES);
        now(logIn(email, ELSEWHERE));
        pass(FIRST, email);
        now(logIn(email, HOME));
        assertThat(refusal(guess(email, HOME)).rejection()).isEqualTo(UserRejection.INVALID_CREDENTIALS);
    }

    @Test
    void ofIpv6TheNetworkIsFamiliar() {
        String email = registered("six@example.com");
        now(logIn(email, at("2001:db8:1:2::1")));
        failFiveTimes(email, ELSEWHERE);

        now(logIn(email, at("2001:db8:1:2:ffff::9")));
        assertThat(refusal(logIn(email, at("2001:db8:1:3::1"))).rejection()).isEqualTo(UserRejection.TOO_MANY_FAILURES);
    }

    /** Else whoever registers once would be familiar everywhere. */
    @Test
    void whoIsFamiliarToOneAccountIsAStrangerToOthers() {
        now(logIn(registered("mine@example.com"), ELSEWHERE));
        String email = registered("yours@example.com");
        failFiveTimes(email, HOME);

        assertThat(refusal(logIn(email, ELSEWHERE)).rejection()).isEqualTo(UserRejection.TOO_MANY_FAILURES);
    }

    // ---- what answers tell ----

    /** Time is what these steps take, and what {@link RefusalTiming} makes of it. */
    @Test
    void theStepsAreTheSameWhetherThereIsSuchAUserOrNot() throws SQLException {
        String known = registered("known@example.com");
        String deactivated = registered("deactivated@example.com");
        Person gone = now(users.find(address(deactivated))).orElseThrow();
        now(users.changeAccess(gone.id(), null, false, ADMIN));

        for (CompletableFuture<Identity> attempt :
                List.of(guess(known, ELSEWHERE), guess("unknown@example.com", ELSEWHERE), logIn(deactivated, HOME))) {
            assertThat(refusal(attempt).rejection()).isEqualTo(UserRejection.INVALID_CREDENTIALS);
        }
        int before = HASHED.get();
        for (String email : List.of(known, "unknown@example.com", deactivated)) {
            assertThat(refusal(guess(email, HOME)).rejection()).isEqualTo(UserRejection.INVALID_CREDENTIALS);
            assertThat(HASHED).as("one password").hasValue(++before);
            assertThat(numbers("select failures from login_attempts where email_bidx = " + index(email)))
                    .as("one row for all")
                    .containsExactly(2);
        }
    }

    @Test
    void anAddressThatIsTakenCostsNoHash() {
        String email = registered("taken@example.com");
        int before = HASHED.get();

        assertThat(refusal(users.register(address(email), "Two", PASSWORD, Role.USER))
                        .rejection())
                .isEqualTo(UserRejection.EMAIL_TAKEN);

        assertThat(HASHED).hasValue(before);
    }

    // ---- bounds ----

    @Test
    void whatHasExpiredDoesNotCountAndIsDeleted() throws SQLException {
        String email = registered("expired@example.com");
        failFiveTimes(email, ELSEWHERE);
        String mine = " from login_attempts where email_bidx = " + index(email);
        change("update login_attempts set expires_at = clock_timestamp() where email_bidx = " + index(email));

        assertThat(refusal(guess(email, ELSEWHERE)).rejection()).isEqualTo(UserRejection.INVALID_CREDENTIALS);
        assertThat(numbers("select failures" + mine))
                .as("counted from the beginning")
                .containsExactly(1);

        change("update login_attempts set expires_at = clock_timestamp() where email_bidx = " + index(email));
        guard.sweep();
        assertThat(numbers("select failures" + mine)).isEmpty();
    }

    @Test
    void tenClientAddressesOfAnAccountAreRememberedTheLatest() throws SQLException {
        String email = registered("travels@example.com");
        for (int n = 1; n <= 12; n++) {
            now(logIn(email, at("203.0.113." + n)));
        }
        assertThat(numbers("select count(*) from login_attempts where email_bidx = " + index(email)))
                .contains(10);
        failFiveTimes(email, ELSEWHERE);

        now(logIn(email, at("203.0.113.12")));
        assertThat(refusal(logIn(email, at("203.0.113.1"))).rejection()).isEqualTo(UserRejection.TOO_MANY_FAILURES);
    }

    @Test
    void neitherEmailNorClientAddressIsReadable() throws SQLException {
        String email = registered("hidden@example.com");
        now(logIn(email, HOME));

        assertThat(numbers("select octet_length(address_hash) from login_attempts where email_bidx = " + index(email)))
                .containsExactly(32);
    }

    @Test
    void switchedOffNobodyWaits() {
        Users unlimited = users(new LoginSettings(
                false, SETTINGS.backoff(), SETTINGS.failuresKept(), SETTINGS.addressKept(), SETTINGS.refusalStep()));
        String email = registered("off@example.com");

        for (int failure = 0; failure < 10; failure++) {
            assertThat(refusal(unlimited.login(address(email), "a wrong password", HOME))
                            .rejection())
                    .isEqualTo(UserRejection.INVALID_CREDENTIALS);
        }
        now(unlimited.login(address(email), PASSWORD, HOME));
    }

    @Test
    void outcomesAreCounted() {
        String email = registered("counted@example.com");
        double success = count("success");
        double refused = count("refused");
        double waiting = count("waiting");

        now(logIn(email, HOME));
        assertThat(refusal(guess("nobody@example.com", ELSEWHERE)).rejection())
                .isEqualTo(UserRejection.INVALID_CREDENTIALS);
        failFiveTimes(email, ELSEWHERE);
        assertThat(refusal(guess(email, ELSEWHERE)).rejection()).isEqualTo(UserRejection.TOO_MANY_FAILURES);

        assertThat(count("success") - success).isEqualTo(1);
        assertThat(count("refused") - refused).isEqualTo(1);
        assertThat(count("waiting") - waiting).isEqualTo(1);
    }

    // ---- the words of these tests ----

    private static String registered(String email) {
        now(users.register(address(email), "Somebody", PASSWORD, Role.USER));
        return email;
    }

    private static CompletableFuture<Identity> logIn(String email, InetAddress from) {
        return users.login(address(email), PASSWORD, from);
    }

    private static CompletableFuture<Identity> guess(String email, InetAddress from) {
        return users.login(address(email), "a wrong password", from);
    }

    /** As five guesses would, but for the hashing. */
    private static void failFiveTimes(String email, InetAddress from) {
        for (int failure = 0; failure < 5; failure++) {
            now(guard.look(serviceKeys.blindIndexOf(email), from).thenCompose(guard::failed));
        }
    }

    private static EmailAddress address(String email) {
        return EmailAddress.parse(email).orElseThrow();
    }

    private static String index(String email) {
        return "'\\x" + serviceKeys.blindIndexOf(email).hex() + "'::bytea";
    }

    private static double count(String outcome) {
        return node.metrics()
                .get("evently.logins")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private static UserRefused refusal(CompletableFuture<?> answer) {
        try {
            Object value = now(answer);
            throw new AssertionError("was granted: " + value);
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof UserRefused refused) {
                return refused;
            }
            throw failure;
        }
    }

    private static <T> T now(CompletableFuture<T> answer) {
        return Eventually.answer(answer);
    }

    /** Time passes for one account. */
    private static void pass(Duration time, String email) {
        try {
            change("update login_attempts set failed_at = failed_at - make_interval(secs => " + time.toSeconds()
                    + ") where email_bidx = " + index(email));
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static void change(String sql) throws SQLException {
        for (String url : databases) {
            try (Connection connection = DriverManager.getConnection(url);
                    Statement statement = connection.createStatement()) {
                statement.executeUpdate(sql);
            }
        }
    }

    /** The rows of all databases. */
    private static List<Integer> numbers(String sql) throws SQLException {
        List<Integer> numbers = new ArrayList<>();
        for (String url : databases) {
            try (Connection connection = DriverManager.getConnection(url);
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    numbers.add(rows.getInt(1));
                }
            }
        }
        return numbers;
    }

    private static InetAddress at(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
