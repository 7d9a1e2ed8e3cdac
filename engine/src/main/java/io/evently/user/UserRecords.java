package io.evently.user;

import io.evently.crypto.BlindIndex;
import io.evently.crypto.Ciphertext;
import io.evently.journal.NewerRecordException;
import io.evently.journal.RecordReader;
import io.evently.journal.RecordWriter;
import io.evently.user.ClaimFact.AddressClaimed;
import io.evently.user.ClaimFact.ClaimConfirmed;
import io.evently.user.UserFact.AccessChanged;
import io.evently.user.UserFact.PasswordChanged;
import io.evently.user.UserFact.RegistrationAbandoned;
import io.evently.user.UserFact.SessionsEnded;
import io.evently.user.UserFact.UserRegistered;
import io.evently.user.UserFact.UserRenamed;

/**
 * Facts and snapshots of users, and facts of claims, as bytes. The numbers of facts and roles are for ever: a number
 * once used is never given to something else.
 */
final class UserRecords {

    private UserRecords() {}

    // ---- users ----

    static byte[] write(UserFact fact) {
        return RecordWriter.bytes(512, out -> {
            if (fact instanceof UserRegistered registered) {
                out.number(1);
                writeAccount(out, registered.account());
            } else if (fact instanceof UserRenamed renamed) {
                out.number(2);
                writeAccount(out, renamed.account());
            } else if (fact instanceof AccessChanged changed) {
                out.number(3);
                writeAccount(out, changed.account());
                out.id(changed.by());
            } else if (fact instanceof RegistrationAbandoned abandoned) {
                out.number(4).number(abandoned.at());
            } else if (fact instanceof PasswordChanged changed) {
                out.number(5);
                writeAccount(out, changed.account());
            } else if (fact instanceof SessionsEnded ended) {
                out.number(6);
                writeAccount(out, ended.account());
            } else {
                throw new IllegalArgumentException("no record for " + fact);
            }
        });
    }

    static UserFact readUserFact(byte[] bytes) {
        return RecordReader.read(bytes, in -> {
            int type = in.count();
            return switch (type) {
                case 1 -> new UserRegistered(readAccount(in));
                case 2 -> new UserRenamed(readAccount(in));
                case 3 -> new AccessChanged(readAccount(in), in.id());
                case 4 -> new RegistrationAbandoned(in.number());
                case 5 -> new PasswordChanged(readAccount(in));
                case 6 -> new SessionsEnded(readAccount(in));
                default -> throw unknown("user fact", type);
            };
        });
    }

    static byte[] write(User user) {
        return RecordWriter.bytes(512, out -> {
            if (user.exists()) {
                writeAccount(out, user.account());
            } else {
                out.absent();
            }
            out.flag(user.abandoned());
        });
    }

    static User readUser(byte[] bytes) {
        return RecordReader.read(bytes, in -> new User(readAccount(in), in.flag()));
    }

    private static void writeAccount(RecordWriter out, Account account) {
        out.array(() -> out.id(account.id())
                .bytes(account.email().bytes())
                .bytes(account.name().bytes())
                .bytes(account.emailIndex().bytes())
                .text(account.passwordHash())
                .number(number(account.role()))
                .flag(account.active())
                .number(account.version())
                .number(account.createdAt())
                .number(account.updatedAt())
                .number(account.epoch())
                .id(account.keptToken()));
    }

    private static Account readAccount(RecordReader in) {
        return in.array(() -> new Account(
                in.id(),
                new Ciphertext(in.bytes()),
                new Ciphertext(in.bytes()),
                new BlindIndex(in.bytes()),
                in.text(),
                role(in.count()),
                in.flag(),
                in.number(),
                in.number(),
                in.number(),
                in.number(),
                in.id()));
    }

    // ---- claims ----

    static byte[] write(ClaimFact fact) {
        return RecordWriter.bytes(32, out -> {
            if (fact instanceof AddressClaimed claimed) {
                out.number(1).id(claimed.userId()).number(claimed.at());
            } else if (fact instanceof ClaimConfirmed confirmed) {
                out.number(2).id(confirmed.userId());
            } else {
                throw new IllegalArgumentException("no record for " + fact);
            }
        });
    }

    static ClaimFact readClaimFact(byte[] bytes) {
        return RecordReader.read(bytes, in -> {
            int type = in.count();
            return switch (type) {
                case 1 -> new AddressClaimed(in.id(), in.number());
                case 2 -> new ClaimConfirmed(in.id());
                default -> throw unknown("fact of a claim", type);
            };
        });
    }

    // ---- parts ----

    private static int number(Role role) {
        return switch (role) {
            case USER -> 0;
            case ADMIN -> 1;
        };
    }

    private static Role role(int number) {
        return switch (number) {
            case 0 -> Role.USER;
            case 1 -> Role.ADMIN;
            default -> throw unknown("role", number);
        };
    }

    private static NewerRecordException unknown(String what, int number) {
        return new NewerRecordException(what + " " + number);
    }
}
