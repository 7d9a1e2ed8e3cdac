package io.evently.user;

import io.evently.user.UserCommand.Abandon;
import io.evently.user.UserCommand.ChangeAccess;
import io.evently.user.UserCommand.ChangePassword;
import io.evently.user.UserCommand.EndSessions;
import io.evently.user.UserCommand.Reaffirm;
import io.evently.user.UserCommand.Register;
import io.evently.user.UserCommand.Rename;
import io.evently.user.UserDecision.Already;
import io.evently.user.UserDecision.Happens;
import io.evently.user.UserDecision.Refused;
import io.evently.user.UserFact.AccessChanged;
import io.evently.user.UserFact.PasswordChanged;
import io.evently.user.UserFact.RegistrationAbandoned;
import io.evently.user.UserFact.SessionsEnded;
import io.evently.user.UserFact.UserRegistered;
import io.evently.user.UserFact.UserRenamed;
import java.util.function.Function;

/**
 * A user, or the place where one may come to be. Pure: {@link #decide} changes nothing, {@link #apply} never refuses.
 *
 * @param account null if there is no user
 * @param abandoned whether nobody may be registered here any more
 */
public record User(Account account, boolean abandoned) {

    /** An id nothing is known of. */
    public static final User NOBODY = new User(null, false);

    public boolean exists() {
        return account != null;
    }

    public UserDecision decide(UserCommand command) {
        if (command instanceof Register register) {
            return register(register);
        }
        if (command instanceof Rename rename) {
            return ifExists(existing -> rename(existing, rename));
        }
        if (command instanceof ChangeAccess change) {
            return ifExists(existing -> changeAccess(existing, change));
        }
        if (command instanceof Reaffirm reaffirm) {
            return ifExists(existing -> reaffirm(existing, reaffirm));
        }
        if (command instanceof ChangePassword change) {
            return ifExists(existing -> changePassword(existing, change));
        }
        if (command instanceof EndSessions end) {
            return ifExists(existing -> endSessions(existing, end));
        }
        return abandon((Abandon) command);
    }

    public User apply(UserFact fact) {
        return fact instanceof RegistrationAbandoned ? new User(null, true) : new User(fact.account(), false);
    }

    private UserDecision register(Register register) {
        if (exists()) {
            // The node that made this id asks again because it did not hear the answer.
            return new Already();
        }
        if (abandoned) {
            // Only somebody else who wants the address abandons a registration: it is theirs now.
            return new Refused(UserRejection.EMAIL_TAKEN);
        }
        return new Happens(new UserRegistered(new Account(
                register.userId(),
                register.email(),
                register.name(),
                register.emailIndex(),
                register.passwordHash(),
                register.role(),
                true,
                1,
                register.at(),
                register.at())));
    }

    private static UserDecision rename(Account existing, Rename rename) {
        if (!existing.active()) {
            return new Refused(UserRejection.DEACTIVATED);
        }
        return new Happens(new UserRenamed(existing.renamed(rename.name(), rename.at())));
    }

    private static UserDecision changeAccess(Account existing, ChangeAccess change) {
        Role role = change.role() == null ? existing.role() : change.role();
        boolean active = change.active() == null ? existing.active() : change.active();
        if (role == existing.role() && active == existing.active()) {
            return new Already();
        }
        if (change.version() != null && change.version() != existing.version()) {
            return new Refused(UserRejection.CHANGED_MEANWHILE);
        }
        return new Happens(new AccessChanged(existing.withAccess(role, active, change.at()), change.by()));
    }

    private static UserDecision reaffirm(Account existing, Reaffirm reaffirm) {
        return existing.isActiveAdmin() && existing.version() == reaffirm.version()
                ? new Happens(new AccessChanged(existing.withAccess(Role.ADMIN, true, reaffirm.at()), null))
                : new Already();
    }

    private static UserDecision changePassword(Account existing, ChangePassword change) {
        if (!existing.active()) {
            return new Refused(UserRejection.DEACTIVATED);
        }
        if (existing.passwordHash().equals(change.newHash())) {
            return new Already();
        }
        return existing.passwordHash().equals(change.oldHash())
                ? new Happens(new PasswordChanged(existing.withPassword(change.newHash(), change.kept(), change.at())))
                : new Refused(UserRejection.WRONG_PASSWORD);
    }

    private static UserDecision endSessions(Account existing, EndSessions end) {
        return existing.epoch() == end.epoch()
                ? new Happens(new SessionsEnded(existing.withoutSessions(end.at())))
                : new Already();
    }

    private UserDecision abandon(Abandon abandon) {
        return exists() || abandoned ? new Already() : new Happens(new RegistrationAbandoned(abandon.at()));
    }

    private UserDecision ifExists(Function<Account, UserDecision> decision) {
        return exists() ? decision.apply(account) : new Refused(UserRejection.NOT_FOUND);
    }
}
