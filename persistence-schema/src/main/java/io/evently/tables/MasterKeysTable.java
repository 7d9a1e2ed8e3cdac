package io.evently.tables;

import io.evently.sql.Statements;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which versions of the master key nodes have read (table {@code keys.nodes} of database 0), and which wrap nothing any
 * more (table {@code keys.retired_master_keys} of each database). Only the databases' clocks count.
 */
public final class MasterKeysTable {

    /** Seconds. Nodes say it every five; who is silent for longer is down, or was away and cannot wrap with what is retired. */
    private static final int ALIVE = 30;

    private static final String NOTE =
            """
            insert into keys.nodes (address, current_version, versions, seen_at)
            values (?, ?, string_to_array(?, ','), clock_timestamp())
            on conflict (address) do update
            set current_version = excluded.current_version, versions = excluded.versions, seen_at = excluded.seen_at
            """;

    private static final String REMOVE_GONE =
            """
            delete from keys.nodes where seen_at < clock_timestamp() - interval '1 day'
            """;

    /** Nodes of a version before, or of this one that have not come to it. */
    private static final String SILENT_MEMBERS =
            """
            select address from cluster_members m
            where m.seen_at > clock_timestamp() - interval '12 s' and not exists (
                select from keys.nodes n
                where n.address = m.address and n.seen_at > clock_timestamp() - make_interval(secs => ?))
            """;

    private static final String ALIVE_NODES =
            """
            select address, current_version, array_to_string(versions, ',') from keys.nodes
            where seen_at > clock_timestamp() - make_interval(secs => ?) order by address
            """;

    private static final String RETIRE =
            """
            insert into keys.retired_master_keys (version, retired_at) values (?, now()) on conflict (version) do nothing
            """;

    private static final String RETIRED = """
            select version from keys.retired_master_keys
            """;

    private MasterKeysTable() {}

    /**
     * What a node has read.
     *
     * @param current the version it wraps with
     * @param versions all that it opens
     */
    public record Node(String address, String current, List<String> versions) {}

    /** This node has read that. Others that died long ago are forgotten. */
    public static void note(Connection connection, Node node) throws SQLException {
        Statements.update(connection, NOTE, node.address(), node.current(), String.join(",", node.versions()));
        Statements.update(connection, REMOVE_GONE);
    }

    /** Members of the cluster that are up and do not say what they have read. */
    public static List<String> silentMembers(Connection connection) throws SQLException {
        return Statements.list(connection, SILENT_MEMBERS, row -> row.getString(1), ALIVE);
    }

    /** Nodes that were heard of within 30 s. */
    public static List<Node> aliveNodes(Connection connection) throws SQLException {
        return Statements.list(
                connection,
                ALIVE_NODES,
                row -> new Node(
                        row.getString(1),
                        row.getString(2),
                        List.of(row.getString(3).split(","))),
                ALIVE);
    }

    /**
     * From now on nothing is wrapped by these versions in this database: what was under way is in the table when this
     * returns, and what comes later fails.
     *
     * @param connection in autocommit
     * @throws SQLException also if somebody keeps the table for 5 s
     */
    public static void retire(Connection connection, Collection<String> versions) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("set local lock_timeout = '5s'");
            statement.execute("lock table keys.user_keys, keys.service_keys in share mode");
            for (String version : versions) {
                Statements.update(connection, RETIRE, version);
            }
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    /** Versions that wrap nothing any more in this database. */
    public static Set<String> retired(Connection connection) throws SQLException {
        return new HashSet<>(Statements.list(connection, RETIRED, row -> row.getString(1)));
    }
}
