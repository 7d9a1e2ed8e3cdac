package io.evently.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** security 8: with the embedded server a running node is neither superuser nor owner of the tables. */
@ExtendWith(WholeApi.Shared.class)
class DatabaseRolesTest {

    /** Of all connections but this one's; tests connect as superuser, and close what they open. */
    private static final String ROLES =
            """
            select distinct usename from pg_stat_activity
            where backend_type = 'client backend' and datname like 'evently%' and pid <> pg_backend_pid()
            """;

    @Test
    void aNodeConnectsAsTheApplicationAndForRequestsAsTheApi(WholeApi api) throws SQLException {
        try (Connection connection = DriverManager.getConnection(api.databases().get(0));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(ROLES)) {
            List<String> roles = new ArrayList<>();
            while (rows.next()) {
                roles.add(rows.getString(1));
            }
            assertThat(roles).containsExactlyInAnyOrder("evently_app", "evently_api");
        }
    }
}
