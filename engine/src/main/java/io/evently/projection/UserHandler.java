package io.evently.projection;

import io.evently.event.Fact;
import io.evently.tables.DeparturesTable;
import io.evently.tables.ErasuresTable;
import io.evently.tables.SessionMarkRow;
import io.evently.tables.SessionMarksTable;
import io.evently.tables.UserRow;
import io.evently.tables.UsersTable;
import io.evently.user.Account;
import io.evently.user.Forgotten;
import io.evently.user.UserFact;
import io.evently.user.session.SessionMarks;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Rows of {@code users}, which sessions have ended, who went, and who is to be forgotten. */
final class UserHandler extends TableHandler {

    private final Map<UUID, UserRow> rows = new LinkedHashMap<>();
    private final Map<UUID, SessionMarkRow> marks = new LinkedHashMap<>();
    private final Map<UUID, DeparturesTable.Row> gone = new LinkedHashMap<>();
    private final Set<UUID> back = new HashSet<>();
    private final Map<UUID, ErasuresTable.Row> erasures = new LinkedHashMap<>();

    /** Users that rows of this batch refer to: their own facts may come later. */
    private final Set<UUID> mentioned = new HashSet<>();

    private final KnownRows known;

    UserHandler(KnownRows known) {
        this.known = known;
        onUser(UserFact.UserRegistered.class, this::stated);
        onUser(UserFact.UserRenamed.class, this::stated);
        onUser(UserFact.PasswordChanged.class, this::stated);
        onUser(UserFact.SessionsEnded.class, this::stated);
        onUser(UserFact.AddressProved.class, this::stated);
        onUser(UserFact.AddressChanged.class, this::stated);
        onUser(UserFact.EmailIndexChanged.class, this::stated);
        onUser(UserFact.AccessChanged.class, this::accessChanged);
        onUser(UserFact.UserForgotten.class, this::forgotten);
        // Of abandoned registrations there never was a user.
        ignores(UserFact.RegistrationAbandoned.class, Fact.class);
    }

    /** @param userId null: nobody */
    void mention(UUID userId) {
        if (userId != null) {
            mentioned.add(userId);
        }
    }

    /** Each fact states the whole user, so of several the last one wins. */
    private void stated(UserFact fact) {
        Account account = fact.account();
        rows.put(account.id(), row(account));
        if (SessionMarks.concern(account)) {
            marks.put(account.id(), SessionMarks.rowOf(account));
        }
    }

    private void accessChanged(UserFact.AccessChanged fact) {
        stated(fact);
        Account account = fact.account();
        if (account.active()) {
            gone.remove(account.id());
            back.add(account.id());
        } else {
            gone.put(account.id(), new DeparturesTable.Row(account.id(), account.version(), fact.by()));
            back.remove(account.id());
        }
    }

    private void forgotten(UserFact.UserForgotten fact) {
        Forgotten left = fact.forgotten();
        UUID id = left.id();
        rows.put(id, UserRow.forgotten(id, Math.toIntExact(left.version()), left.createdAt(), left.at()));
        marks.put(id, SessionMarks.rowOf(left));
        gone.put(id, new DeparturesTable.Row(id, left.version(), left.by()));
        back.remove(id);
        byte[] address = fact.emailIndex() == null ? null : fact.emailIndex().bytes();
        erasures.put(id, new ErasuresTable.Row(id, left.version(), left.by(), left.at(), address));
    }

    @Override
    void write(Connection connection) throws SQLException {
        UsersTable.upsert(connection, rows.values());
        SessionMarksTable.upsert(connection, marks.values());
        DeparturesTable.record(connection, gone.values());
        DeparturesTable.forget(connection, back);
        ErasuresTable.record(connection, erasures.values());
        List<UUID> unknown = known.unknownUsers(mentioned);
        UsersTable.ensureStubs(connection, unknown);
        known.addUsers(unknown);
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
                account.updatedAt(),
                0,
                account.proof().ever() ? 0 : account.proof().since());
    }
}
