package io.evently.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.Driver;
import org.postgresql.plugin.AuthenticationRequestType;

/** security 7 and 30: a URL that is shown shows no password. */
class DatabaseUrlTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jdbc:postgresql://db:5432/evently_0?user=evently&password=hunter2 | db:5432/evently_0"
                        + " | jdbc:postgresql://db:5432/evently_0?user=evently",
                "jdbc:postgresql://db/evently_0?password=hunter2&sslmode=verify-full&user=e%20v | db/evently_0"
                        + " | jdbc:postgresql://db/evently_0?user=e+v&sslmode=verify-full",
                "jdbc:postgresql://a:1,[::1]:2/x?targetServerType=primary | a:1,[::1]:2/x"
                        + " | jdbc:postgresql://a:1,[::1]:2/x?targetServerType=primary",
                "jdbc:postgresql:evently_0?user=u&sslpassword=hunter2 | localhost/evently_0"
                        + " | jdbc:postgresql:evently_0?user=u&sslpassword=hunter2",
            })
    void isShownByServersAndDatabaseAndUsedWithoutItsPassword(String url, String shown, String used) {
        DatabaseUrl read = DatabaseUrl.parse(url).orElseThrow();

        assertThat(read.shown()).isEqualTo(shown).isEqualTo(DatabaseUrl.shown(url));
        assertThat(read).hasToString(shown);
        assertThat(read.withPasswordKept()).isEqualTo(used);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hunter2",
                "jdbc:postgres://db/x?user=u&password=hunter2",
                "jdbc:mysql://db/x?password=hunter2",
                "jdbc:postgresql://u:hunter2@db:5432/x",
                "jdbc:postgresql://db:hunter2/x",
                "jdbc:postgresql://db:65536/x?password=hunter2",
                "jdbc:postgresql://db:0/x?password=hunter2",
                "jdbc:postgresql://db?password=hunter2",
                "jdbc:postgresql://db/x/y?password=hunter2",
                "jdbc:postgresql://db/x?password=hunter2%",
                "postgresql://db/x?password=hunter2",
            })
    void whatIsNoneIsNotShown(String text) {
        assertThat(DatabaseUrl.parse(text)).isEmpty();
        assertThat(DatabaseUrl.shown(text)).doesNotContain("hunter2");
        assertThat(DatabaseUrl.redacted("No suitable driver found for " + text))
                .satisfies(sentence -> assertThat(text.startsWith("jdbc:") && sentence.contains("hunter2"))
                        .isFalse());
    }

    @Test
    void aSentenceOfALibraryIsShownWithoutIt() {
        assertThat(DatabaseUrl.redacted(
                        "Unable to obtain connection from database (jdbc:postgresql://db:5432/x?user=u&password=hunter2)"
                                + " for user 'u': FATAL"))
                .isEqualTo("Unable to obtain connection from database (db:5432/x) for user 'u': FATAL");
    }

    @Test
    void userAndPasswordGivenBesideItGoBeforeItsOwn() {
        DatabaseUrl url =
                DatabaseUrl.parse("jdbc:postgresql://db/x?user=a&password=b").orElseThrow();

        assertThat(url.with(Optional.empty(), Optional.empty())).isEqualTo(url);
        String used = url.with(Optional.of("c"), Optional.of("d")).withPasswordKept();
        assertThat(used).isEqualTo("jdbc:postgresql://db/x?user=c");
        assertThat(passwordFor(used)).isEqualTo("d");
        assertThat(passwordFor("jdbc:postgresql://db/x?user=a")).isNull();
        assertThat(passwordFor(used + "&password=as-found-in-a-pgpass-of-the-user"))
                .isEqualTo("d");
        assertThat(passwordFor("jdbc:postgresql://db/y?user=c&password=its%20own"))
                .isEqualTo("its own");
    }

    private static String passwordFor(String url) {
        Properties connection = Driver.parseURL(url, new Properties());
        char[] password = new DatabasePasswords(connection).getPassword(AuthenticationRequestType.SASL);
        return password == null ? null : new String(password);
    }

    @Test
    void connectionsAndPoolsFindThePasswordThatIsKept() throws SQLException {
        String server = "jdbc:postgresql://127.0.0.1:" + TestServer.get().port() + "/";
        String role = "with_a_password";
        TestServer.execute(
                TestServer.get().databases("evently").get(0), "create role " + role + " login password 'a+ä &c'");

        String url = DatabaseUrl.parse(server + "evently_0?password=a%2B%C3%A4+%26c&user=" + role)
                .orElseThrow()
                .withPasswordKept();

        try (Connection connection = ConnectionLimits.connect(url, "test", ConnectionLimits.SHORT)) {
            assertThat(TestServer.rows(connection, "select current_user")).containsExactly(role);
        }
        try (Shards shards = Shards.open(Collections.nCopies(4, url), new Shards.PoolSizes(1, 1, 1));
                Connection connection = shards.reader(2).getConnection()) {
            assertThat(TestServer.rows(connection, "select current_user")).containsExactly(role);
        }
        assertThatThrownBy(() ->
                        ConnectionLimits.connect(url.replace("evently_0", "evently_1"), "test", ConnectionLimits.SHORT))
                .as("nobody gave one for that database")
                .isInstanceOf(SQLException.class);
    }
}
