package io.evently.user;

import io.evently.crypto.BlindIndex;
import io.evently.crypto.Ciphertext;
import io.evently.event.Origin;
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

    /** Whose wish it was; {@link Origin#UNKNOWN} in records of before. */
    default Origin origin() {
        return Origin.UNKNOWN;
    }

    /** The same fact, of this origin: the decider does not know it. */
    UserFact from(Origin newOrigin);

    /** When it was decided, microseconds. */
    default long at() {
        return account().updatedAt();
    }

    /** The version of the user's row afterwards. */
    @Override
    default long number() {
        return account() == null ? 0 : account().version();
    }

    @Kind(1)
    record UserRegistered(Account account, Origin origin) implements UserFact {

        public UserRegistered(Account account) {
            this(account, Origin.UNKNOWN);
        }

        @Override
        public UserFact from(Origin newOrigin) {
            return new UserRegistered(account, newOrigin);
        }
    }

    @Kind(2)
    record UserRenamed(Account account, Origin origin) implements UserFact {

        public UserRenamed(Account account) {
            this(account, Origin.UNKNOWN);
        }

        @Override
        public UserFact from(Origin newOrigin) {
            return new UserRenamed(account, newOrigin);
        }
    }

    /**
     * Another role, or (de)activated; or an active admin, once more.
     *
     * @param by the admin who did it; null: Evently itself
     */
    @Kind(3)
    record AccessChanged(Account account, UUID by, Origin origin) implements UserFact {

        public AccessChanged(Account account, UUID by) {
            this(account, by, Origin.UNKNOWN);
        }

        @Override
        public UserFact from(Origin newOrigin) {
            return new AccessChanged(account, by, newOrigin);
        }
    }

    /** Another password, and no session but the one it was changed in. */
    @Kind(5)
    record PasswordChanged(Account account, Origin origin) implements UserFact {

        public PasswordChanged(Account account) {
            this(account, Origin.UNKNOWN);
        }

        @Override
        public UserFact from(Origin newOrigin) {
            return new PasswordChanged(account, newOrigin);
        }
    }

    /** The same address under another key. */
    @Kind(7)
    record EmailIndexChanged(Account account) implements UserFact {

        @Override
        public Origin origin() {
            return Origin.SYSTEM;
        }

        /** Always Evently's own. */
        @Override
        public UserFact from(Origin newOrigin) {
            return this;
        }
    }

    /** By a link that was sent to the address. */
    @Kind(9)
    record AddressProved(Account account, Origin origin) implements UserFact {

        public AddressProved(Account account) {
            this(account, Origin.UNKNOWN);
        }

        @Override
        public UserFact from(Origin newOrigin) {
            return new AddressProved(account, newOrigin);
        }
    }

    /**
     * Another address, which is to be proved; or the same one, spelled otherwise: then it is as proved as it was.
     *
     * @param formerEmail the one they had, under their key; null where it is the same, and in facts of before this component
     */
    @Kind(10)
    record AddressChanged(Account account, Origin origin, Ciphertext formerEmail) implements UserFact {

        public AddressChanged(Account account, Ciphertext formerEmail) {
            this(account, Origin.UNKNOWN, formerEmail);
        }

        @Override
        public UserFact from(Origin newOrigin) {
            return new AddressChanged(account, newOrigin, formerEmail);
        }
    }

    /** Logged out everywhere. */
    @Kind(6)
    record SessionsEnded(Account account, Origin origin) implements UserFact {

        public SessionsEnded(Account account) {
            this(account, Origin.UNKNOWN);
        }

        @Override
        public UserFact from(Origin newOrigin) {
            return new SessionsEnded(account, newOrigin);
        }
    }

    /**
     * The person is forgotten: what their key encrypted is unreadable once it is thrown away, which follows.
     *
     * @param emailIndex of the address they had, whose claim is to be released; null if they had none. Facts before this
     *     one have it, too
     */
    @Kind(8)
    record UserForgotten(Forgotten forgotten, BlindIndex emailIndex, Origin origin) implements UserFact {

        public UserForgotten(Forgotten forgotten, BlindIndex emailIndex) {
            this(forgotten, emailIndex, Origin.UNKNOWN);
        }

        @Override
        public UserFact from(Origin newOrigin) {
            return new UserForgotten(forgotten, emailIndex, newOrigin);
        }

        @Override
        public Account account() {
            return null;
        }

        @Override
        public long at() {
            return forgotten.at();
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

        /** Of nobody: there never was a user. */
        @Override
        public UserFact from(Origin newOrigin) {
            return this;
        }
    }
}
