package io.evently.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A server that is not the embedded one: which rights Evently finds there, takes, and does not want. */
class DatabaseRolesTest {

    @BeforeAll
    static void logins() throws SQLException {
        for (String login : List.of("elsewhere_app", "elsewhere_api", "elsewhere_only", "elsewhere_mighty")) {
            TestServer.execute(
                    RolesFixture.superuser(),
                    """
                    do $$ begin
                        if not exists (select from pg_roles where rolname = '%1$s') then
                            create role %1$s login noinherit password 'secret';
                        end if;
                    end $$
                    """
                            .formatted(login));
        }
        TestServer.execute(
                RolesFixture.superuser(),
                "grant evently_owner, evently_projection, evently_api, evently_keys to elsewhere_app",
                "grant evently_api to elsewhere_api",
                "alter role elsewhere_only inherit",
                "alter role elsewhere_mighty createrole");
    }

    private static List<String> of(String login, List<String> urls) {
        return urls.stream()
                .map(url -> url.replaceFirst("user=.*", "user=" + login + "&password=secret"))
                .toList();
    }

    private static String currentUser(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url + "&password=secret")) {
            return TestServer.rows(connection, "select current_user").get(0);
        }
    }

    @Test
    void aLoginTakesTheRoleOfEachPart() throws SQLException {
        List<String> urls = of("elsewhere_app", TestServer.get().databases("elsewhere"));
        DatabaseRoles roles = DatabaseRoles.find(urls, List.of(), false);
        Migrations.migrate(roles.owner());
        roles.mustHold();

        assertThat(currentUser(roles.owner().get(3))).isEqualTo("evently_owner");
        assertThat(currentUser(roles.background().get(3))).isEqualTo("evently_projection");
        assertThat(currentUser(roles.requests().get(3))).isEqualTo("evently_api");
        assertThat(TestServer.rows(
                        TestServer.get().databases("elsewhere").get(0),
                        "select tableowner from pg_tables where schemaname = 'public' group by 1"))
                .containsExactly("evently_owner");
    }

    @Test
    void requestsMayHaveALoginThatBecomesNobodyElse() throws SQLException {
        List<String> databases = TestServer.get().databases("elsewhere_two");
        DatabaseRoles roles = DatabaseRoles.find(of("elsewhere_app", databases), of("elsewhere_api", databases), false);
        Migrations.migrate(roles.owner());
        roles.mustHold();

        try (Connection api = DriverManager.getConnection(roles.requests().get(0) + "&password=secret")) {
            assertThat(TestServer.rows(api, "select current_user, session_user"))
                    .containsExactly("evently_api|elsewhere_api");
            AccessTest.refuses(api, "set role evently_projection", "set role evently_owner");
        }
    }

    /** An installation with one user, who owns all: an upgrade goes on, and says what is missing. */
    @Test
    void aUserThatOwnsEverythingGoesOnAsBefore() throws SQLException {
        List<String> databases = TestServer.get().databases("elsewhere_only");
        for (String url : databases) {
            String name = TestServer.rows(url, "select current_database()").get(0);
            TestServer.execute(url, "alter database " + name + " owner to elsewhere_only");
        }
        List<String> urls = of("elsewhere_only", databases);
        DatabaseRoles roles = DatabaseRoles.find(urls, List.of(), false);
        assertThat(roles).isEqualTo(new DatabaseRoles(urls, urls, urls));
        Migrations.migrate(roles.owner());
        roles.mustHold();
        assertThat(TestServer.rows(urls.get(0), "select row_security_active('bookings')"))
                .containsExactly("f");
    }

    @Test
    void aUserThatMayTooMuchIsRefusedUnlessTheDataDoesNotMatter() {
        List<String> superusers = TestServer.get().databases("elsewhere_mighty");
        assertThatThrownBy(() -> DatabaseRoles.find(superusers, List.of(), false))
                .isInstanceOf(StartupRefused.class)
                .hasMessageContaining("is a superuser")
                .hasMessageContaining("roles.sql")
                .hasMessageContaining("EVENTLY_ALLOW_UNSAFE_DATABASE");
        assertThatThrownBy(() -> DatabaseRoles.find(of("elsewhere_mighty", superusers), List.of(), false))
                .isInstanceOf(StartupRefused.class)
                .hasMessageContaining("may make roles");
        assertThat(DatabaseRoles.find(superusers, List.of(), true).owner()).hasSize(4);
    }

    @Test
    void aRoleThatSeesTooMuchOrTooLittleIsRefused() {
        RolesFixture.migrate();
        DatabaseRoles roles = TestServer.get().roles();
        roles.mustHold();
        assertThatThrownBy(() -> new DatabaseRoles(roles.owner(), roles.background(), roles.owner()).mustHold())
                .isInstanceOf(StartupRefused.class)
                .hasMessageContaining("may see more");
        assertThatThrownBy(() -> new DatabaseRoles(roles.owner(), roles.requests(), roles.requests()).mustHold())
                .isInstanceOf(StartupRefused.class)
                .hasMessageContaining("hides rows");
    }
}
