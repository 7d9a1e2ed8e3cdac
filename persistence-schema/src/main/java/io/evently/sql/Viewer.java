package io.evently.sql;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/**
 * Who asks, for the policies of the tables: they see what is theirs, an admin what is anybody's, the public what is
 * everybody's. A connection {@link #over seen by them} says so with each statement, in the same round trip and in the
 * statement's own transaction; nothing of it is left for whoever gets the connection next.
 *
 * @param userId null: nobody in particular
 * @param admin whether their token says that they may administer; the tables may know better
 */
public record Viewer(UUID userId, boolean admin) {

    /** Who has no token. */
    public static final Viewer PUBLIC = new Viewer(null, false);

    /** In front of the statement, which sees it and whatever else its transaction runs. */
    private static final String SET = "select set_config('app.user_id', ?, true), set_config('app.role', ?, true); ";

    /** Parameters of {@link #SET}. */
    private static final int SETTINGS = 2;

    /** A connection on which somebody looks. */
    private interface Seen {
        Viewer viewer();
    }

    public static Viewer user(UUID userId) {
        return new Viewer(userId, false);
    }

    public static Viewer admin(UUID userId) {
        return new Viewer(userId, true);
    }

    /**
     * The connection as they see it: {@link Statements#list} and {@link Statements#first} say who asks. What is asked in
     * another way asks for nobody, and finds what the public may see.
     */
    public Connection over(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                Viewer.class.getClassLoader(),
                new Class<?>[] {Connection.class, Seen.class},
                (proxy, method, arguments) -> {
                    if (method.getDeclaringClass() == Seen.class) {
                        return this;
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    /** Who looks on that connection. */
    static Optional<Viewer> of(Connection connection) {
        return connection instanceof Seen seen ? Optional.of(seen.viewer()) : Optional.empty();
    }

    /** One round trip and one transaction, as the driver sends several statements at once. */
    String before(String sql) {
        return SET + sql;
    }

    /** @return how many parameters it took */
    int bind(PreparedStatement statement) throws SQLException {
        statement.setString(1, userId == null ? "" : userId.toString());
        statement.setString(2, userId == null ? "public" : admin ? "admin" : "user");
        return SETTINGS;
    }
}
