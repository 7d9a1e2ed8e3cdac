package io.evently.journal;

import java.sql.Connection;
import java.sql.SQLException;
import scala.concurrent.Future;
import slick.dbio.DBIOAction;
import slick.jdbc.JdbcBackend.JdbcDatabaseDef;
import slick.jdbc.SimpleJdbcAction;

/** Plain JDBC on the connections and threads of a plugin's pool. */
final class SlickCall {

    private SlickCall() {}

    /** Something to ask a database; may block. */
    interface Reading<T> {
        T from(Connection connection) throws SQLException;
    }

    /** Scala's types know that this action has any effect; Java's cannot say so. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    static <T> Future<T> run(JdbcDatabaseDef database, Reading<T> reading) {
        DBIOAction action = new SimpleJdbcAction<T>(context -> {
            try {
                return reading.from(context.connection());
            } catch (SQLException e) {
                throw sneaky(e);
            }
        });
        return database.run(action);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> RuntimeException sneaky(Throwable e) throws E {
        throw (E) e;
    }
}
