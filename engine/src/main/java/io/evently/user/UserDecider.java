package io.evently.user;

import io.evently.user.UserCommand.Abandon;
import io.evently.user.UserCommand.ChangeAccess;
import io.evently.user.UserCommand.ChangeAddress;
import io.evently.user.UserCommand.ChangeEmailIndex;
import io.evently.user.UserCommand.ChangePassword;
import io.evently.user.UserCommand.EndSessions;
import io.evently.user.UserCommand.Forget;
import io.evently.user.UserCommand.Outdate;
import io.evently.user.UserCommand.ProveAddress;
import io.evently.user.UserCommand.Reaffirm;
import io.evently.user.UserCommand.Register;
import io.evently.user.UserCommand.Rename;
import io.evently.user.UserCommand.ResetPassword;
import io.evently.user.UserDecision.Accepted;
import io.evently.user.UserDecision.Refused;

/** The rules of a user: a command and a user give a fact or a rejection, always the same ones. */
public final class UserDecider {

    private UserDecider() {}

    /** Decides one command; changes nothing. */
    public static UserDecision decide(User user, UserCommand command) {
        if (command instanceof Register register) {
            return register(user, register);
        }
        if (command instanceof Abandon abandon) {
            return abandon(user, abandon);
        }
        if (command instanceof Forget forget) {
            return forget(user, forget);
        }
        if (!user.exists()) {
            return new Refused(UserRejection.NOT_FOUND);
        }
        if (command instanceof Rename rename) {
            return rename(user.account(), rename);
        }
        if (command instanceof ChangeAccess change) {
            return changeAccess(user.account(), change);
        }
        if (command instanceof Reaffirm reaffirm) {
            return reaffirm(user.account(), reaffirm);
        }
        if (command instanceof ChangePassword change) {
            return changePassword(user.account(), change);
        }
        if (command instanceof EndSessions end) {
            return endSessions(user.account(), end);
        }
        if (command instanceof ChangeEmailIndex change) {
            return changeEmailIndex(user.account(), change);
        }
        return aboutAddress(user.account(), command);
    }

    private static UserDecision aboutAddress(Account account, UserCommand command) {
        if (command instanceof ProveAddress prove) {
            return proveAddress(account, prove);
        }
        if (command instanceof ChangeAddress change) {
            return changeAddress(account, change);
        }
        if (command instanceof Outdate outdate) {
            return outdate(account, outdate);
        }
        if (command instanceof ResetPassword reset) {
            return resetPassword(account, reset);
        }
        throw new IllegalArgumentException("no rule decides " + command);
    }

    private static UserDecision register(User user, Register register) {
        if (user.exists()) {
            // The node that made this id asks again because it did not hear the answer.
            return UserDecision.UNCHANGED;
        }
        if (user.abandoned() || user.isForgotten()) {
            // Only somebody else who wants the address abandons a registration: it is theirs now. And a repetition of
            // the
            // registration must not bring back whom it made.
            return new Refused(UserRejection.EMAIL_TAKEN);
        }
        return new Accepted(new UserFact.UserRegistered(new Account(
                register.userId(),
                register.email(),
                register.name(),
                register.emailIndex(),
                register.passwordHash(),
                register.role(),
                true,
                1,
                register.at(),
                register.at(),
                0,
                null,
                // Only Evently registers admins: the first one, by what its operator says.
                register.role() == Role.ADMIN
                        ? AddressProof.given(register.at())
                        : AddressProof.wanted(register.at()))));
    }

    private static UserDecision abandon(User user, Abandon abandon) {
        return user.exists() || user.abandoned() || user.isForgotten()
                ? UserDecision.UNCHANGED
                : new Accepted(new UserFact.RegistrationAbandoned(abandon.at()));
    }

    private static UserDecision forget(User user, Forget forget) {
        if (user.isForgotten()) {
            return UserDecision.UNCHANGED;
        }
        if (user.abandoned()) {
            return new Refused(UserRejection.NOT_FOUND);
        }
        if (!user.exists()) {
            Forgotten unregistered = new Forgotten(forget.userId(), 1, 0, forget.at(), forget.by());
            return new Accepted(new UserFact.UserForgotten(unregistered, null));
        }
        Account account = user.account();
        return forget.version() != null && forget.version() != account.version()
                ? new Refused(UserRejection.CHANGED_MEANWHILE)
                : new Accepted(
                        new UserFact.UserForgotten(account.forgotten(forget.by(), forget.at()), account.emailIndex()));
    }

    private static UserDecision rename(Account account, Rename rename) {
        return account.active()
                ? new Accepted(new UserFact.UserRenamed(account.renamed(rename.name(), rename.at())))
                : new Refused(UserRejection.DEACTIVATED);
    }

    private static UserDecision changeAccess(Account account, ChangeAccess change) {
        Role role = change.role() == null ? account.role() : change.role();
        boolean active = change.active() == null ? account.active() : change.active();
        if (role == account.role() && active == account.active()) {
            return UserDecision.UNCHANGED;
        }
        if (change.version() != null && change.version() != account.version()) {
            return new Refused(UserRejection.CHANGED_MEANWHILE);
        }
        return new Accepted(new UserFact.AccessChanged(account.withAccess(role, active, change.at()), change.by()));
    }

    private static UserDecision reaffirm(Account account, Reaffirm reaffirm) {
        return account.isActiveAdmin() && account.version() == reaffirm.version()
                ? new Accepted(new UserFact.AccessChanged(account.withAccess(Role.ADMIN, true, reaffirm.at()), null))
                : UserDecision.UNCHANGED;
    }

    private static UserDecision changePassword(Account account, ChangePassword change) {
        if (!account.active()) {
            return new Refused(UserRejection.DEACTIVATED);
        }
        if (account.passwordHash().equals(change.newHash())) {
            return UserDecision.UNCHANGED;
        }
        return account.passwordHash().equals(change.oldHash())
                ? new Accepted(new UserFact.PasswordChanged(
                        account.withPassword(change.newHash(), change.kept(), change.at())))
                : new Refused(UserRejection.WRONG_PASSWORD);
    }

    private static UserDecision changeEmailIndex(Account account, ChangeEmailIndex change) {
        return account.emailIndex().equals(change.emailIndex())
                ? UserDecision.UNCHANGED
                : new Accepted(new UserFact.EmailIndexChanged(account.withEmailIndex(change.emailIndex())));
    }

    /** Whoever was deactivated may prove their address, too: it changes nothing else. */
    private static UserDecision proveAddress(Account account, ProveAddress prove) {
        if (!account.emailIndex().equals(prove.emailIndex())) {
            return new Refused(UserRejection.INVALID_LINK);
        }
        return account.proof().proved()
                ? UserDecision.UNCHANGED
                : new Accepted(new UserFact.AddressProved(account.withProof(prove.at())));
    }

    private static UserDecision changeAddress(Account account, ChangeAddress change) {
        if (!account.active()) {
            return new Refused(UserRejection.DEACTIVATED);
        }
        if (account.email().equals(change.email())) {
            return UserDecision.UNCHANGED;
        }
        if (account.version() != change.version()) {
            return new Refused(UserRejection.CHANGED_MEANWHILE);
        }
        return new Accepted(
                account.emailIndex().equals(change.emailIndex())
                        ? new UserFact.AddressChanged(account.withSpelling(change.email(), change.at()), null)
                        : new UserFact.AddressChanged(
                                account.withAddress(change.email(), change.emailIndex(), change.at()),
                                account.email()));
    }

    private static UserDecision outdate(Account account, Outdate outdate) {
        return account.version() == outdate.version()
                ? new Accepted(new UserFact.AccessChanged(
                        account.withAccess(account.role(), account.active(), outdate.at()), null))
                : UserDecision.UNCHANGED;
    }

    private static UserDecision resetPassword(Account account, ResetPassword reset) {
        if (account.passwordHash().equals(reset.newHash())) {
            // The node that hashed it asks again because it did not hear the answer.
            return UserDecision.UNCHANGED;
        }
        boolean holds = account.active()
                && account.epoch() == reset.epoch()
                && account.emailIndex().equals(reset.emailIndex());
        return holds
                ? new Accepted(new UserFact.PasswordChanged(
                        account.withPassword(reset.newHash(), null, reset.at()).withProvedAddress()))
                : new Refused(UserRejection.INVALID_LINK);
    }

    private static UserDecision endSessions(Account account, EndSessions end) {
        return account.epoch() == end.epoch()
                ? new Accepted(new UserFact.SessionsEnded(account.withoutSessions(end.at())))
                : UserDecision.UNCHANGED;
    }
}
