package io.evently.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.crypto.BlindIndex;
import io.evently.crypto.Ciphertext;
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
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class UserTest {

    private static final UUID ADA = UUID.fromString("018f4e5a-0000-7000-8000-000000000001");
    private static final UUID ADMIN = UUID.fromString("018f4e5a-0000-7000-8000-0000000000ff");
    private static final Register REGISTER = new Register(
            ADA,
            sealed("ada@example.com"),
            sealed("Ada"),
            new BlindIndex(new byte[32]),
            "$argon2id$",
            Role.USER,
            1_000);

    private static final Account REGISTERED =
            ((Happens) User.NOBODY.decide(REGISTER)).fact().account();

    @Test
    void aRegistrationMakesAnActiveUserOfVersion1() {
        assertThat(User.NOBODY.decide(REGISTER))
                .isEqualTo(new Happens(new UserRegistered(new Account(
                        ADA,
                        REGISTER.email(),
                        REGISTER.name(),
                        REGISTER.emailIndex(),
                        "$argon2id$",
                        Role.USER,
                        true,
                        1,
                        1_000,
                        1_000))));
    }

    @Test
    void aRepeatedRegistrationChangesNothing() {
        assertThat(given(new UserRegistered(REGISTERED)).decide(REGISTER)).isEqualTo(new Already());
    }

    @Test
    void aRegistrationThatWasAbandonedIsRefusedForEver() {
        assertThat(given(new RegistrationAbandoned(5)).decide(REGISTER))
                .isEqualTo(new Refused(UserRejection.EMAIL_TAKEN));
    }

    @Test
    void aRegisteredUserIsNotAbandoned() {
        assertThat(given(new UserRegistered(REGISTERED)).decide(new Abandon(9))).isEqualTo(new Already());
    }

    @Test
    void anUnknownIdIsAbandonedOnce() {
        assertThat(User.NOBODY.decide(new Abandon(9))).isEqualTo(new Happens(new RegistrationAbandoned(9)));
        assertThat(given(new RegistrationAbandoned(9)).decide(new Abandon(10))).isEqualTo(new Already());
    }

    @Test
    void aNewNameIsANewVersion() {
        User user = given(new UserRegistered(REGISTERED));

        UserFact fact = ((Happens) user.decide(new Rename(sealed("Countess"), 2_000))).fact();

        assertThat(fact).isInstanceOf(UserRenamed.class);
        assertThat(fact.account().name()).isEqualTo(sealed("Countess"));
        assertThat(fact.account().version()).isEqualTo(2);
        assertThat(fact.account().createdAt()).isEqualTo(1_000);
        assertThat(fact.account().updatedAt()).isEqualTo(2_000);
    }

    @Test
    void timeNeverRunsBackwards() {
        User user = given(new UserRegistered(REGISTERED));

        UserFact fact = ((Happens) user.decide(new Rename(sealed("Countess"), 999))).fact();

        assertThat(fact.account().updatedAt()).isEqualTo(1_000);
    }

    @Test
    void roleAndActivityChangeSeparatelyAndNameTheAdmin() {
        User user = given(new UserRegistered(REGISTERED));

        UserFact promoted = ((Happens) user.decide(new ChangeAccess(Role.ADMIN, null, ADMIN, 2_000))).fact();
        UserFact stopped = ((Happens) user.apply(promoted).decide(new ChangeAccess(null, false, ADMIN, 3_000))).fact();

        assertThat(promoted).isEqualTo(new AccessChanged(REGISTERED.withAccess(Role.ADMIN, true, 2_000), ADMIN));
        assertThat(stopped.account().role()).isEqualTo(Role.ADMIN);
        assertThat(stopped.account().active()).isFalse();
        assertThat(stopped.account().version()).isEqualTo(3);
    }

    @Test
    void accessThatIsSoAlreadyChangesNothing() {
        User user = given(new UserRegistered(REGISTERED));

        assertThat(user.decide(new ChangeAccess(Role.USER, true, ADMIN, 2_000))).isEqualTo(new Already());
        assertThat(user.decide(new ChangeAccess(null, null, ADMIN, 2_000))).isEqualTo(new Already());
    }

    @Test
    void aDeactivatedUserIsNotRenamedButCanBeActivatedAgain() {
        User user = given(new UserRegistered(REGISTERED));
        User deactivated = user.apply(((Happens) user.decide(new ChangeAccess(null, false, ADMIN, 2_000))).fact());

        assertThat(deactivated.decide(new Rename(sealed("X"), 3_000)))
                .isEqualTo(new Refused(UserRejection.DEACTIVATED));
        assertThat(deactivated.decide(new ChangeAccess(null, true, ADMIN, 3_000)))
                .isInstanceOf(Happens.class);
    }

    @Test
    void whoIsNotThereIsNotFound() {
        for (User nobody : List.of(User.NOBODY, given(new RegistrationAbandoned(5)))) {
            assertThat(nobody.decide(new Rename(sealed("X"), 1))).isEqualTo(new Refused(UserRejection.NOT_FOUND));
            assertThat(nobody.decide(new ChangeAccess(Role.ADMIN, null, ADMIN, 1)))
                    .isEqualTo(new Refused(UserRejection.NOT_FOUND));
        }
    }

    @Test
    void neitherCommandNorAccountPrintsThePasswordsHash() {
        assertThat(REGISTER.toString()).doesNotContain("argon2id");
        assertThat(REGISTERED.toString()).doesNotContain("argon2id");
    }

    private static User given(UserFact... facts) {
        User user = User.NOBODY;
        for (UserFact fact : facts) {
            user = user.apply(fact);
        }
        return user;
    }

    private static Ciphertext sealed(String text) {
        return new Ciphertext(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
