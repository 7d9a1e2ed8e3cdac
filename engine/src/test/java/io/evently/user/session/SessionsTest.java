package io.evently.user.session;

import static io.evently.user.account.TwoNodesOfUsers.PASSWORD;
import static io.evently.user.account.TwoNodesOfUsers.address;
import static io.evently.user.account.TwoNodesOfUsers.now;
import static io.evently.user.account.TwoNodesOfUsers.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.evently.Eventually;
import io.evently.database.Shards;
import io.evently.event.Micros;
import io.evently.event.actor.TestNode;
import io.evently.tables.SessionMarksTable;
import io.evently.user.Identity;
import io.evently.user.Role;
import io.evently.user.UserCommand;
import io.evently.user.UserRejection;
import io.evently.user.account.Person;
import io.evently.user.account.TwoNodesOfUsers;
import io.evently.user.account.Users;
import io.micrometer.core.instrument.Gauge;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ring 2: sessions that end on one node end on all, and those that begin a moment later hold, whatever the clocks say. */
class SessionsTest {

    private static final UUID ADMIN = UUID.randomUUID();
    /** What a token of another issuer does not say. */
    private static final long UNSAID = -1;

    @TempDir
    private static Path folder;

    private static TwoNodesOfUsers nodes;

    @BeforeAll
    static void start() {
        nodes = new TwoNodesOfUsers("sessions", folder);
    }

    @AfterAll
    static void stop() {
        nodes.close();
    }

    private static long inAnHour() {
        return Micros.of(Instant.now().plusSeconds(3_600));
    }

    /** A token, as a node sees it. */
    private record Token(UUID userId, UUID id, long epoch, long issuedAt) {

        static Token of(Identity identity) {
            return new Token(identity.userId(), UUID.randomUUID(), identity.epoch(), 0);
        }

        static Token ofAnotherIssuer(UUID userId, Instant issuedAt) {
            return new Token(userId, UUID.randomUUID(), UNSAID, issuedAt == null ? UNSAID : Micros.of(issuedAt));
        }

        boolean holdsOn(Users node) {
            return !node.sessions().marks().refuses(userId, id, epoch, issuedAt);
        }

        boolean holdsEverywhere() {
            return holdsOn(nodes.ahead) && holdsOn(nodes.behind);
        }
    }

    @Test
    void loggingOutEndsOneTokenOnBothNodes() {
        nodes.register("one@example.org", Role.USER);
        Token mine = Token.of(nodes.logIn(nodes.ahead, "one@example.org"));
        Token other = Token.of(nodes.logIn(nodes.behind, "one@example.org"));

        now(nodes.ahead.sessions().end(mine.userId(), mine.id(), inAnHour()));

        assertThat(mine.holdsOn(nodes.ahead)).as("at once").isFalse();
        Eventually.await(() -> !mine.holdsOn(nodes.behind));
        assertThat(other.holdsEverywhere()).isTrue();
    }

    @Test
    void whoLogsOutEverywhereLogsInAgainOnTheOtherNodeAtOnce() {
        nodes.register("everywhere@example.org", Role.USER);
        for (Users here : List.of(nodes.ahead, nodes.behind, nodes.ahead)) {
            Users there = here == nodes.ahead ? nodes.behind : nodes.ahead;
            Token old = Token.of(nodes.logIn(there, "everywhere@example.org"));

            now(here.sessions().endAll(old.userId(), old.id(), inAnHour()));
            Token fresh = Token.of(nodes.logIn(there, "everywhere@example.org"));

            assertThat(old.holdsOn(here)).as("at once").isFalse();
            assertThat(fresh.holdsEverywhere()).isTrue();
            Eventually.await(() -> !old.holdsOn(there));
            assertThat(fresh.holdsEverywhere()).isTrue();
        }
    }

    @Test
    void anotherPasswordEndsAllOtherSessions() {
        nodes.register("password@example.org", Role.USER);
        Token mine = Token.of(nodes.logIn(nodes.ahead, "password@example.org"));
        Token other = Token.of(nodes.logIn(nodes.ahead, "password@example.org"));
        UserSessions sessions = nodes.behind.sessions();

        assertThat(refusal(sessions.changePassword(
                        mine.userId(), "wrong password", "another password", mine.id(), TwoNodesOfUsers.HERE)))
                .isEqualTo(UserRejection.WRONG_PASSWORD);
        assertThat(other.holdsEverywhere()).isTrue();

        now(sessions.changePassword(mine.userId(), PASSWORD, "another password", mine.id(), TwoNodesOfUsers.HERE));

        assertThat(other.holdsOn(nodes.behind)).isFalse();
        Eventually.await(() -> !other.holdsOn(nodes.ahead));
        assertThat(mine.holdsEverywhere()).isTrue();
        assertThat(refusal(nodes.ahead.login(address("password@example.org"), PASSWORD, TwoNodesOfUsers.HERE)))
                .isEqualTo(UserRejection.INVALID_CREDENTIALS);
        Identity again =
                now(nodes.ahead.login(address("password@example.org"), "another password", TwoNodesOfUsers.HERE));
        assertThat(Token.of(again).holdsEverywhere()).isTrue();

        now(sessions.endAll(mine.userId(), UUID.randomUUID(), inAnHour()));

        assertThat(mine.holdsOn(nodes.behind)).as("the one that went on").isFalse();
    }

    @Test
    void whoIsDeactivatedHasNoTokenAndWhoComesBackLogsInAnew() {
        Person user = nodes.register("deactivated@example.org", Role.USER);
        Token old = Token.of(nodes.logIn(nodes.ahead, "deactivated@example.org"));
        Token issuedElsewhere = Token.ofAnotherIssuer(user.id(), Instant.now().plusSeconds(30));

        now(nodes.behind.changeAccess(user.id(), null, false, ADMIN));

        for (Token token : List.of(old, issuedElsewhere)) {
            assertThat(token.holdsOn(nodes.behind)).isFalse();
            Eventually.await(() -> !token.holdsOn(nodes.ahead));
        }
        now(nodes.ahead.changeAccess(user.id(), null, true, ADMIN));
        Token fresh = Token.of(nodes.logIn(nodes.ahead, "deactivated@example.org"));
        Eventually.await(fresh::holdsEverywhere);
        assertThat(old.holdsOn(nodes.ahead)).isFalse();
        assertThat(old.holdsOn(nodes.behind)).isFalse();
    }

    @Test
    void whoIsDemotedLosesTheTokensThatSayAdminAndWhoIsPromotedLosesNone() {
        Person user = nodes.register("demoted@example.org", Role.USER);
        now(nodes.ahead.countAdmin(nodes.register("stays-admin@example.org", Role.ADMIN)));
        Token before = Token.of(nodes.logIn(nodes.ahead, "demoted@example.org"));
        now(nodes.ahead.changeAccess(user.id(), Role.ADMIN, null, ADMIN));
        assertThat(before.holdsEverywhere()).isTrue();
        Token admin = Token.of(nodes.logIn(nodes.ahead, "demoted@example.org"));

        now(nodes.behind.changeAccess(user.id(), Role.USER, null, ADMIN));

        assertThat(admin.holdsOn(nodes.behind)).isFalse();
        Eventually.await(() -> !admin.holdsOn(nodes.ahead));
        Token fresh = Token.of(nodes.logIn(nodes.ahead, "demoted@example.org"));
        assertThat(fresh.holdsEverywhere()).isTrue();
    }

    /** The fact is on disk, and nobody wrote the mark. */
    @Test
    void aNodeThatDiesBetweenDecisionAndMarkDelaysItOnly() {
        Person user = nodes.register("crash@example.org", Role.USER);
        Token token = Token.of(nodes.logIn(nodes.ahead, "crash@example.org"));

        nodes.decideAndDie(user.id(), new UserCommand.ChangeAccess(null, false, ADMIN, 5));

        Eventually.await(() -> !token.holdsOn(nodes.ahead) && !token.holdsOn(nodes.behind));
    }

    @Test
    void tokensOfOtherIssuersEndByTheTimeTheyWereIssued() {
        UUID unknown = UUID.randomUUID();
        Token now = Token.ofAnotherIssuer(unknown, Instant.now());
        Token ahead = Token.ofAnotherIssuer(unknown, Instant.now().plusSeconds(40));
        Token farAhead = Token.ofAnotherIssuer(unknown, Instant.now().plusSeconds(3_600));
        Token unsaid = Token.ofAnotherIssuer(unknown, null);
        assertThat(List.of(now, ahead, farAhead, unsaid)).allMatch(Token::holdsEverywhere);

        now(nodes.ahead.sessions().endAll(unknown, ahead.id(), inAnHour()));

        for (Token token : List.of(now, ahead, farAhead, unsaid)) {
            Eventually.await(() -> !token.holdsOn(nodes.ahead) && !token.holdsOn(nodes.behind));
        }
        assertThat(Token.ofAnotherIssuer(unknown, Instant.now().plusSeconds(10)).holdsEverywhere())
                .isTrue();
    }

    @Test
    void aDatabaseThatIsAwayLeavesWhatWasKnown() throws SQLException {
        nodes.register("away@example.org", Role.USER);
        Token known = Token.of(nodes.logIn(nodes.ahead, "away@example.org"));
        Token later = Token.of(nodes.logIn(nodes.ahead, "away@example.org"));
        now(nodes.ahead.sessions().end(known.userId(), known.id(), inAnHour()));
        Eventually.await(() -> !known.holdsOn(nodes.behind));
        nodes.onAllDatabases("alter table session_marks rename to marks_away");

        assertThat(refusal(nodes.ahead.sessions().end(later.userId(), later.id(), inAnHour())))
                .isEqualTo(UserRejection.UNKNOWN);
        assertThat(known.holdsOn(nodes.behind)).isFalse();

        nodes.onAllDatabases("alter table marks_away rename to session_marks");
        now(nodes.ahead.sessions().end(later.userId(), later.id(), inAnHour()));
        Eventually.await(() -> !later.holdsOn(nodes.behind));
    }

    /** Whoever operates it learns that log-outs elsewhere do not count here. */
    @Test
    void itIsMeasuredHowLongAgoANodeReadThem() throws SQLException {
        assertThat(nodes.first
                        .metrics()
                        .get("evently.session.marks.age.seconds")
                        .gauges())
                .hasSize(Shards.COUNT);
        nodes.onAllDatabases("alter table session_marks rename to marks_away");

        Eventually.await(() -> secondsSinceRead(nodes.first) > 1 && secondsSinceRead(nodes.second) > 1);

        nodes.onAllDatabases("alter table marks_away rename to session_marks");
        Eventually.await(() -> secondsSinceRead(nodes.first) < 1 && secondsSinceRead(nodes.second) < 1);
    }

    /** The oldest reading of a node's. */
    private static double secondsSinceRead(TestNode node) {
        return node.metrics().get("evently.session.marks.age.seconds").gauges().stream()
                .mapToDouble(Gauge::value)
                .max()
                .orElseThrow();
    }

    @Test
    void marksThatHaveNothingToSayAnyMoreAreRemoved() throws SQLException {
        String mark = "insert into session_marks (subject, version, epoch, barred, ends_at, marked_at) values"
                + " ('00000000-0000-0000-0000-00000000000%d', 1, now() - interval '%s', %s, %s, now() - interval '%s')";
        nodes.onAllDatabases(mark.formatted(1, "1 day", "true", "now() - interval '1 second'", "2 hours"));
        nodes.onAllDatabases(mark.formatted(2, "1 day", "true", "now() - interval '1 second'", "10 minutes"));
        nodes.onAllDatabases(mark.formatted(3, "1 day", "true", "now() + interval '1 hour'", "2 hours"));
        nodes.onAllDatabases(mark.formatted(4, "8 days", "false", "null", "2 hours"));
        nodes.onAllDatabases(mark.formatted(5, "6 days", "false", "null", "2 hours"));
        nodes.onAllDatabases(mark.formatted(6, "8 days", "true", "null", "2 hours"));

        try (Connection connection = nodes.shards.writer(0).getConnection()) {
            SessionMarksTable.removeOver(connection, 100);
        }

        assertThat(nodes.rows(
                        0,
                        "select right(subject::text, 1) from session_marks"
                                + " where subject::text like '00000000-%' order by 1"))
                .containsExactly("2", "3", "5", "6");
    }

    @Test
    void whoIsUnknownOrGoneChangesNoPassword() {
        Person gone = nodes.register("gone@example.org", Role.USER);
        now(nodes.ahead.changeAccess(gone.id(), null, false, ADMIN));
        UserSessions sessions = nodes.ahead.sessions();

        assertThat(refusal(sessions.changePassword(
                        gone.id(), PASSWORD, "another password", gone.id(), TwoNodesOfUsers.HERE)))
                .isEqualTo(UserRejection.DEACTIVATED);
        assertThat(refusal(sessions.changePassword(ADMIN, PASSWORD, "another password", ADMIN, TwoNodesOfUsers.HERE)))
                .isEqualTo(UserRejection.NOT_FOUND);
    }
}
