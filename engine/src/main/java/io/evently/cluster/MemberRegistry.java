package io.evently.cluster;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** The table {@code cluster_members}: who is up, as they say themselves. Only the database's clock counts. Blocking. */
final class MemberRegistry {

    /** Who has not been heard of for longer is dead, or out: several of its own heartbeats, and a database's restart. */
    static final Duration ALIVE = Duration.ofSeconds(12);

    private static final String BEAT =
            """
            insert into cluster_members (address, seen_at) values (?, clock_timestamp())
            on conflict (address) do update set seen_at = excluded.seen_at
            """;

    private static final String OTHERS =
            """
            select address from cluster_members
             where address <> ? and seen_at > clock_timestamp() - make_interval(secs => ?)
             order by seen_at desc limit 100
            """;

    /** Those who died long ago go with it. */
    private static final String LEAVE =
            "delete from cluster_members where address = ? or seen_at < clock_timestamp() - interval '1 day'";

    private final DataSource database;

    MemberRegistry(DataSource database) {
        this.database = database;
    }

    /** Members that are up, this one left out. */
    List<String> others(String self) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement others = connection.prepareStatement(OTHERS)) {
            others.setString(1, self);
            others.setLong(2, ALIVE.toSeconds());
            try (ResultSet rows = others.executeQuery()) {
                List<String> addresses = new ArrayList<>();
                while (rows.next()) {
                    addresses.add(rows.getString(1));
                }
                return addresses;
            }
        }
    }

    /** This one is up. */
    void beat(String self) throws SQLException {
        update(BEAT, self);
    }

    /** This one is not any more. */
    void leave(String self) throws SQLException {
        update(LEAVE, self);
    }

    private void update(String sql, String self) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement update = connection.prepareStatement(sql)) {
            update.setString(1, self);
            update.executeUpdate();
        }
    }
}
