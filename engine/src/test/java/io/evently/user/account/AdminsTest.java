package io.evently.user.account;

import static io.evently.user.account.TwoNodesOfUsers.PASSWORD;
import static io.evently.user.account.TwoNodesOfUsers.address;
import static io.evently.user.account.TwoNodesOfUsers.now;
import static io.evently.user.account.TwoNodesOfUsers.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.evently.Eventually;
import io.evently.database.Shards;
import io.evently.event.Origin;
import io.evently.tables.ActiveAdminsTable;
import io.evently.user.EmailAddress;
import io.evently.user.Role;
import io.evently.user.UserCommand;
import io.evently.user.UserRejection;
import io.evently.user.actor.UserRefused;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ring 2: somebody can always administer. Before each test Root is the only admin. */
class AdminsTest {

    private static final String ROOT = "root@example.org";
    private static final int FIGHTS = 8;

    @TempDir
    private static Path folder;

    private static TwoNodesOfUsers nodes;
    private static Person root;
    private static int count;

    @BeforeAll
    static void start() {
        nodes = new TwoNodesOfUsers("admins", folder);
        CompletableFuture<FirstAdmin.Outcome> one = FirstAdmin.ensure(nodes.ahead, ROOT, PASSWORD);
        CompletableFuture<FirstAdmin.Outcome> other = FirstAdmin.ensure(nodes.behind, ROOT, PASSWORD);
        assertThat(List.of(now(one), now(other)))
                .as("two nodes that start at once make one admin")
                .containsExactlyInAnyOrder(FirstAdmin.Outcome.CREATED, FirstAdmin.Outcome.KEPT);
        root = now(nodes.ahead.find(address(ROOT))).orElseThrow();
    }

    @AfterAll
    static void stop() {
        nodes.close();
    }

    @BeforeEach
    void onlyRootIsAdmin() {
        assertThat(now(nodes.ahead.get(root.id())).role()).isEqualTo(Role.ADMIN);
        assertThat(refusal(take(nodes.behind, root.id(), root.id()))).isEqualTo(UserRejection.LAST_ADMIN);
    }

    @Test
    void theLastAdminKeepsTheRightWhoeverTakesIt() {
        UUID otherIssuersAdmin = UUID.randomUUID();

        assertThat(refusal(nodes.ahead.changeAccess(root.id(), null, false, root.id())))
                .isEqualTo(UserRejection.LAST_ADMIN);
        assertThat(refusal(nodes.behind.changeAccess(root.id(), Role.USER, false, otherIssuersAdmin)))
                .isEqualTo(UserRejection.LAST_ADMIN);
        assertThat(refusal(take(nodes.ahead, root.id(), otherIssuersAdmin))).isEqualTo(UserRejection.LAST_ADMIN);
        assertThat(nodes.logIn(nodes.behind, ROOT).role()).isEqualTo(Role.ADMIN);
    }

    @Test
    void withASecondOneTheFirstMayGoAndThenTheSecondIsTheLast() {
        Person second = newAdmin();

        now(take(nodes.behind, root.id(), root.id()));
        assertThat(refusal(take(nodes.ahead, second.id(), second.id()))).isEqualTo(UserRejection.LAST_ADMIN);

        give(root.id(), second.id());
        now(nodes.ahead.changeAccess(second.id(), null, false, root.id()));
        assertThat(refusal(take(nodes.ahead, root.id(), root.id()))).isEqualTo(UserRejection.LAST_ADMIN);
    }

    @Test
    void whoHasNoRightAnyMoreTakesAndGivesNone() {
        Person second = newAdmin();
        now(take(nodes.ahead, second.id(), root.id()));

        assertThat(refusal(nodes.behind.changeAccess(second.id(), Role.ADMIN, null, second.id())))
                .isEqualTo(UserRejection.FORBIDDEN);
        now(nodes.ahead.changeAccess(second.id(), null, false, root.id()));
        assertThat(refusal(nodes.behind.changeAccess(root.id(), null, false, second.id())))
                .isEqualTo(UserRejection.DEACTIVATED);
    }

    @Test
    void ofTwoWhoDemoteEachOtherAtTheSameInstantOneStays() {
        Person second = newAdmin();
        for (int fight = 0; fight < FIGHTS; fight++) {
            CompletableFuture<Person> one = take(nodes.ahead, second.id(), root.id());
            CompletableFuture<Person> other = nodes.behind.changeAccess(root.id(), null, false, second.id());

            int taken = (taken(one) ? 1 : 0) + (taken(other) ? 1 : 0);

            assertThat(taken).as("rights taken").isEqualTo(1);
            if (now(nodes.ahead.standing(root.id())).orElseThrow().active()) {
                give(second.id(), root.id());
            } else {
                assertThat(now(nodes.ahead.get(second.id())).role()).isEqualTo(Role.ADMIN);
                now(nodes.behind.changeAccess(root.id(), null, true, second.id()));
            }
        }
        now(take(nodes.ahead, second.id(), root.id()));
    }

    /** As after a crash between the two steps. */
    @Test
    void aDemotionThatBrokeOffKeepsNobodyFromBeingDemoted() throws SQLException {
        Person second = newAdmin();
        try (Connection connection = nodes.shards.writer(0).getConnection()) {
            assertThat(ActiveAdminsTable.release(connection, new ActiveAdminsTable.Admin(root.id(), versionOf(root))))
                    .isTrue();
        }
        assertThat(refusal(take(nodes.ahead, second.id(), root.id())))
                .as("it may still be on its way")
                .isEqualTo(UserRejection.LAST_ADMIN);
        nodes.onAllDatabases("update active_admins set changed_at = changed_at - interval '1 minute'");
        awaitTables(root.id());

        now(take(nodes.ahead, second.id(), root.id()));

        assertThat(now(nodes.ahead.get(root.id())).role()).isEqualTo(Role.ADMIN);
    }

    @Test
    void adminsOfAnEventlyBeforeThisTableCount() throws SQLException {
        Person second = newAdmin();
        awaitTables(root.id());
        awaitTables(second.id());
        nodes.onAllDatabases("truncate active_admins");

        now(take(nodes.ahead, second.id(), root.id()));
    }

    @Test
    void thereIsAnAdminOrItIsSaidThatThereIsNone() {
        Person second = newAdmin();
        now(take(nodes.ahead, root.id(), second.id()));
        assertThat(now(FirstAdmin.ensure(nodes.behind, ROOT, PASSWORD))).isEqualTo(FirstAdmin.Outcome.OTHERS);

        give(root.id(), second.id());
        assertThat(now(FirstAdmin.ensure(nodes.behind, ROOT, PASSWORD))).isEqualTo(FirstAdmin.Outcome.KEPT);
        now(take(nodes.ahead, second.id(), root.id()));
    }

    /** What no route allows: somebody changed the database by hand. */
    @Test
    void whereNobodyCanAdministerThatIsSaid() throws SQLException {
        nodes.decideAndDie(root.id(), new UserCommand.ChangeAccess(Role.USER, null, null, 5));
        nodes.onAllDatabases("truncate active_admins");

        assertThat(now(FirstAdmin.ensure(nodes.behind, ROOT, PASSWORD))).isEqualTo(FirstAdmin.Outcome.NOBODY);

        nodes.decideAndDie(root.id(), new UserCommand.ChangeAccess(Role.ADMIN, null, null, 6));
        assertThat(now(FirstAdmin.ensure(nodes.behind, ROOT, PASSWORD))).isEqualTo(FirstAdmin.Outcome.KEPT);
    }

    @Test
    void theFirstAdminsAddressIsSetAsideInAllItsSpellings() {
        FirstAdmin.setAside(nodes.behind, "Boss@Example.org");

        assertThat(nodes.behind.isSetAside(address("boss@example.ORG"))).isTrue();
        assertThat(nodes.behind.isSetAside(address("boss2@example.org"))).isFalse();
    }

    @Test
    void theFirstAdminKeepsTheirPassword() {
        assertThat(now(FirstAdmin.ensure(nodes.behind, ROOT, "another password")))
                .isEqualTo(FirstAdmin.Outcome.KEPT);

        assertThat(nodes.logIn(nodes.ahead, ROOT).role()).isEqualTo(Role.ADMIN);
    }

    @Test
    void theFirstAdminsNewAddressMakesNoSecondAdminAtTheNextStart() {
        EmailAddress moved = address("root-moved@example.org");
        now(nodes.ahead.changeAddress(root.id(), moved, Origin.SYSTEM));

        assertThat(now(FirstAdmin.ensure(nodes.behind, ROOT, PASSWORD))).isEqualTo(FirstAdmin.Outcome.OTHERS);

        assertThat(now(nodes.behind.find(address(ROOT)))).isEmpty();
        assertThat(now(nodes.behind.find(moved)).orElseThrow().role()).isEqualTo(Role.ADMIN);
        now(nodes.ahead.changeAddress(root.id(), address(ROOT), Origin.SYSTEM));
    }

    private static Person newAdmin() {
        Person user = nodes.register("admin" + count++ + "@example.org", Role.USER);
        give(user.id(), root.id());
        return user;
    }

    private static void give(UUID user, UUID by) {
        now(nodes.behind.changeAccess(user, Role.ADMIN, null, by));
    }

    private static CompletableFuture<Person> take(Users node, UUID user, UUID by) {
        return node.changeAccess(user, Role.USER, null, by);
    }

    private static boolean taken(CompletableFuture<Person> asked) {
        try {
            now(asked);
            return true;
        } catch (UserRefused refused) {
            assertThat(refused.rejection())
                    .isIn(UserRejection.LAST_ADMIN, UserRejection.FORBIDDEN, UserRejection.DEACTIVATED);
            return false;
        }
    }

    private static long versionOf(Person person) {
        return now(nodes.ahead.get(person.id())).version();
    }

    /** Until the table users shows the user as an active admin. */
    private static void awaitTables(UUID user) {
        String query = "select version from users where role = 'admin' and is_active and id = '" + user + "'";
        Eventually.await(() -> nodes.rows(Shards.shardOf(user), query)
                .contains(Long.toString(now(nodes.ahead.get(user)).version())));
    }
}
