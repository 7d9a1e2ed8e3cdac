package io.evently.tables.message;

import static io.evently.database.RolesFixture.ADA;
import static io.evently.database.RolesFixture.BOB;
import static io.evently.database.RolesFixture.seen;
import static org.assertj.core.api.Assertions.assertThat;

import io.evently.database.RolesFixture;
import io.evently.database.TestServer;
import io.evently.sql.Viewer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What people want to hear of, on PostgreSQL. */
class PreferencesTableTest {

    private static final UUID TOKEN_ONLY = new UUID(1, 7);
    private static final Preferences SOME = new Preferences(true, false, true, false, true, false);
    private static final Preferences OTHERS = new Preferences(false, true, false, true, false, true);

    private Connection writer;

    @BeforeAll
    static void migrate() {
        RolesFixture.migrate();
    }

    @BeforeEach
    void fill() throws SQLException {
        RolesFixture.fill();
        writer = DriverManager.getConnection(RolesFixture.superuser());
        TestServer.execute(writer, "delete from message_preferences");
    }

    @AfterEach
    void close() throws SQLException {
        writer.close();
    }

    @Test
    void whatWasWrittenIsReadAndWhoSaidNothingIsNotInIt() throws SQLException {
        assertThat(PreferencesTable.write(writer, ADA, SOME)).isTrue();
        assertThat(PreferencesTable.write(writer, TOKEN_ONLY, OTHERS)).isTrue();
        assertThat(PreferencesTable.read(writer, List.of(ADA, BOB, TOKEN_ONLY)))
                .containsOnlyKeys(ADA, TOKEN_ONLY)
                .containsEntry(ADA, SOME)
                .containsEntry(TOKEN_ONLY, OTHERS);
        assertThat(PreferencesTable.read(writer, List.of())).isEmpty();
    }

    @Test
    void theSameAgainIsNoChange() throws SQLException {
        PreferencesTable.write(writer, ADA, SOME);
        assertThat(PreferencesTable.write(writer, ADA, SOME)).isFalse();
        assertThat(PreferencesTable.write(writer, ADA, OTHERS)).isTrue();
        assertThat(PreferencesTable.read(writer, List.of(ADA))).containsEntry(ADA, OTHERS);
    }

    @Test
    void nothingIsKeptForWhoeverWasForgotten() throws SQLException {
        PreferencesTable.write(writer, ADA, SOME);
        assertThat(PreferencesTable.delete(writer, ADA)).isEqualTo(1);
        assertThat(PreferencesTable.delete(writer, ADA)).isZero();
        TestServer.execute(
                writer,
                "update users set email = null, name = null, email_bidx = null, password_hash = null,"
                        + " deleted_at = now() where id = '" + ADA + "'");

        assertThat(PreferencesTable.write(writer, ADA, SOME)).isFalse();
        assertThat(PreferencesTable.read(writer, List.of(ADA))).isEmpty();
    }

    @Test
    void everybodySeesTheirOwnOnly() throws SQLException {
        PreferencesTable.write(writer, ADA, SOME);
        PreferencesTable.write(writer, BOB, SOME);
        String sql = "select user_id from message_preferences";
        try (Connection api = RolesFixture.api()) {
            assertThat(seen(api, Viewer.user(ADA), sql)).containsExactly(ADA.toString());
            assertThat(seen(api, Viewer.admin(new UUID(1, 9)), sql)).isEmpty();
            assertThat(seen(api, Viewer.PUBLIC, sql)).isEmpty();
        }
    }
}
