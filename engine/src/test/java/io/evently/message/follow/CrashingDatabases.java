package io.evently.message.follow;

import io.evently.database.Shards;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.IntFunction;
import javax.sql.DataSource;

/**
 * The four databases, and a crash before or after any commit: whatever a program does between two commits is as if it had
 * never been done, so these are all the points at which it can die.
 */
final class CrashingDatabases implements IntFunction<DataSource> {

    private final Shards shards;
    private int commits;
    private int crashAt;
    private boolean after;
    private boolean crashed;
    private int away = -1;

    CrashingDatabases(Shards shards) {
        this.shards = shards;
    }

    /** @param number of the commit that is the last thing that happens, or does not happen, from 1 */
    void crashAt(int number, boolean afterwards) {
        commits = 0;
        crashAt = number;
        after = afterwards;
        crashed = false;
    }

    /** Whether a crash came, since this was last asked. */
    boolean takeCrash() {
        boolean was = crashed;
        crashed = false;
        return was;
    }

    /** Whether the crash that was asked for came. */
    boolean hasCrashed() {
        return commits >= crashAt;
    }

    /** Lets one database be away; -1: none. */
    void away(int shard) {
        away = shard;
    }

    @Override
    public DataSource apply(int shard) {
        return proxy(DataSource.class, (proxy, method, arguments) -> {
            if (shard == away) {
                throw new SQLException("database " + shard + " is away");
            }
            Object result = call(shards.writer(shard), method, arguments);
            return result instanceof Connection connection ? crashing(connection) : result;
        });
    }

    private Connection crashing(Connection connection) {
        return proxy(Connection.class, (proxy, method, arguments) -> {
            if (!method.getName().equals("commit")) {
                return call(connection, method, arguments);
            }
            boolean now = ++commits == crashAt;
            if (now && !after) {
                connection.rollback();
            } else {
                connection.commit();
            }
            if (now) {
                crashed = true;
                throw new SQLException("the process died");
            }
            return null;
        });
    }

    private static Object call(Object on, java.lang.reflect.Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(on, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
