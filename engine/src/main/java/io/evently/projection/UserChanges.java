package io.evently.projection;

import io.evently.tables.Departures;
import io.evently.tables.SessionMarkRow;
import io.evently.tables.SessionMarksTable;
import io.evently.tables.UserRow;
import io.evently.tables.UsersTable;
import io.evently.user.Account;
import io.evently.user.SessionMarks;
import io.evently.user.UserFact;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What a batch of the journal means to users: their rows, which sessions have ended, and who went. */
final class UserChanges {

    private final Map<UUID, UserRow> rows = new LinkedHashMap<>();
    private final Map<UUID, SessionMarkRow> marks = new LinkedHashMap<>();
    private final Map<UUID, Departures.Row> gone = new LinkedHashMap<>();
    private final Set<UUID> back = new HashSet<>();

    /** The fact states the whole user, so of several the last one wins. */
    void apply(UserFact fact) {
        Account account = fact.account();
        rows.put(account.id(), row(account));
        if (SessionMarks.concern(account)) {
            marks.put(account.id(), SessionMarks.rowOf(account));
        }
        if (fact instanceof UserFact.AccessChanged changed) {
            if (account.active()) {
                gone.remove(account.id());
                back.add(account.id());
            } else {
                gone.put(account.id(), new Departures.Row(account.id(), account.version(), changed.by()));
                back.remove(account.id());
            }
        }
    }

    void write(Connection connection) throws SQLException {
        UsersTable.upsert(connection, rows.values());
        SessionMarksTable.upsert(connection, marks.values());
        Departures.record(connection, gone.values());
        Departures.forget(connection, back);
    }

    private static UserRow row(Account account) {
        return new UserRow(
                account.id(),
                account.email().bytes(),
                account.name().bytes(),
                account.emailIndex().bytes(),
                account.passwordHash(),
                account.role().label(),
                account.active(),
                Math.toIntExact(account.version()),
                account.createdAt(),
                account.updatedAt());
    }
}
