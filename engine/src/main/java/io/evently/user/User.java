package io.evently.user;

import io.evently.user.UserCommand.Abandon;
import io.evently.user.UserCommand.ChangeAccess;
import io.evently.user.UserCommand.Register;
import io.evently.user.UserCommand.Rename;
import io.evently.user.UserDecision.Already;
import io.evently.user.UserDecision.Happens;
import io.evently.user.UserDecision.Refused;
import io.evently.user.UserFact.AccessChanged;
import io.evently.user.UserFact.RegistrationAbandoned;
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
        return new Happens(new AccessChanged(existing.withAccess(role, active, change.at()), change.by()));
    }

    private UserDecision abandon(Abandon abandon) {
        return exists() || abandoned ? new Already() : new Happens(new RegistrationAbandoned(abandon.at()));
    }

    private UserDecision ifExists(Function<Account, UserDecision> decision) {
        return exists() ? decision.apply(account) : new Refused(UserRejection.NOT_FOUND);
    }
}
