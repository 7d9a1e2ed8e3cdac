package io.evently.user;

import io.evently.crypto.BlindIndex;
import io.evently.journal.Numbered;
import io.evently.record.Kind;
import java.util.UUID;

/**
 * What happened to a user; one fact is one record of the journal.
 *
 * <p>A fact states the whole {@link Account} as it is afterwards. That costs some 400 bytes for each of the few facts a
 * user has, and buys a projection that never reads before it writes: the fact is the row, and of several facts in one
 * batch the last one wins. Components are written in their order, those of the account, too: new ones come last.
 */
public sealed interface UserFact extends Numbered {

    /** The user afterwards, or null if there is none: what the row in the table {@code users} becomes. */
    Account account();

    /** The version of the user's row afterwards. */
    @Override
    default long number() {
        return account() == null ? 0 : account().version();
    }

    @Kind(1)
    record UserRegistered(Account account) implements UserFact {}

    @Kind(2)
    record UserRenamed(Account account) implements UserFact {}

    /**
     * Another role, or (de)activated; or an active admin, once more.
     *
     * @param by the admin who did it; null: Evently itself
     */
    @Kind(3)
    record AccessChanged(Account account, UUID by) implements UserFact {}

    /** Another password, and no session but the one it was changed in. */
    @Kind(5)
    record PasswordChanged(Account account) implements UserFact {}

    /** Logged out everywhere. */
    @Kind(6)
    record SessionsEnded(Account account) implements UserFact {}

    /**
     * The person is forgotten: what their key encrypted is unreadable once it is thrown away, which follows.
     *
     * @param emailIndex of the address they had, whose claim is to be released; null if they had none. Facts before this
     *     one have it, too
     */
    @Kind(8)
    record UserForgotten(Forgotten forgotten, BlindIndex emailIndex) implements UserFact {

        @Override
        public Account account() {
            return null;
        }

        @Override
        public long number() {
            return forgotten.version();
        }
    }

    /**
     * The registration under this id never came and now never may: its address goes to somebody else.
     *
     * @param at microseconds
     */
    @Kind(4)
    record RegistrationAbandoned(long at) implements UserFact {

        @Override
        public Account account() {
            return null;
        }
    }
}
