package io.evently.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.crypto.BlindIndex;
import io.evently.crypto.Ciphertext;
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

    // ---- sessions ----

    @Test
    void whoIsDemotedOrDeactivatedLosesTheirTokens() {
        Account admin = REGISTERED.withAccess(Role.ADMIN, true, 2_000);
        assertThat(admin.epoch()).as("a promotion takes nothing").isZero();

        User user = given(new AccessChanged(admin, ADMIN));
        assertThat(happens(user, new ChangeAccess(Role.USER, null, ADMIN, 3_000))
                        .epoch())
                .isEqualTo(3_000);
        Account gone = happens(user, new ChangeAccess(null, false, ADMIN, 3_000));
        assertThat(gone.epoch()).isEqualTo(3_000);
        assertThat(happens(given(new AccessChanged(gone, ADMIN)), new ChangeAccess(null, true, ADMIN, 4_000))
                        .epoch())
                .as("who comes back logs in anew")
                .isEqualTo(3_000);
    }

    @Test
    void anEpochIsLaterThanTheOneBeforeWhateverTheClockSays() {
        Account first = happens(given(new UserRegistered(REGISTERED)), new EndSessions(0, 9_000));
        Account second = happens(given(new SessionsEnded(first)), new EndSessions(9_000, 5_000));

        assertThat(first.epoch()).isEqualTo(9_000);
        assertThat(second.epoch()).isEqualTo(9_001);
    }

    @Test
    void loggingOutEverywhereOnceMoreEndsNoSessionThatBeganSince() {
        Account ended = happens(given(new UserRegistered(REGISTERED)), new EndSessions(0, 9_000));

        assertThat(given(new SessionsEnded(ended)).decide(new EndSessions(0, 9_500)))
                .isEqualTo(new Already());
    }

    @Test
    void anotherPasswordEndsAllSessionsButOne() {
        UUID kept = UUID.randomUUID();
        ChangePassword change = new ChangePassword("$argon2id$", "$argon2id$new", kept, 9_000);

        Account changed = happens(given(new UserRegistered(REGISTERED)), change);

        assertThat(changed.passwordHash()).isEqualTo("$argon2id$new");
        assertThat(changed.epoch()).isEqualTo(9_000);
        assertThat(changed.keptToken()).isEqualTo(kept);
        User user = given(new PasswordChanged(changed));
        assertThat(user.decide(change)).as("asked again").isEqualTo(new Already());
        assertThat(user.decide(new ChangePassword("$argon2id$", "$argon2id$other", kept, 9_001)))
                .as("somebody else was quicker")
                .isEqualTo(new Refused(UserRejection.WRONG_PASSWORD));
        assertThat(happens(user, new EndSessions(9_000, 9_999)).keptToken()).isNull();
    }

    @Test
    void accessIsChangedOfTheVersionThatWasLookedAt() {
        User user = given(new UserRegistered(REGISTERED), new UserRenamed(REGISTERED.renamed(sealed("A"), 2_000)));

        assertThat(user.decide(new ChangeAccess(Role.ADMIN, null, ADMIN, 3_000, 1L)))
                .isEqualTo(new Refused(UserRejection.CHANGED_MEANWHILE));
        assertThat(happens(user, new ChangeAccess(Role.ADMIN, null, ADMIN, 3_000, 2L))
                        .role())
                .isEqualTo(Role.ADMIN);
        assertThat(user.decide(new ChangeAccess(Role.USER, null, ADMIN, 3_000, 1L)))
                .as("so already: asked again")
                .isEqualTo(new Already());
    }

    @Test
    void onlyAnActiveAdminOfThisVersionIsReaffirmed() {
        Account admin = REGISTERED.withAccess(Role.ADMIN, true, 2_000);

        assertThat(happens(given(new AccessChanged(admin, ADMIN)), new Reaffirm(2, 3_000)))
                .isEqualTo(admin.withAccess(Role.ADMIN, true, 3_000));
        assertThat(given(new AccessChanged(admin, ADMIN)).decide(new Reaffirm(1, 3_000)))
                .isEqualTo(new Already());
        assertThat(given(new UserRegistered(REGISTERED)).decide(new Reaffirm(1, 3_000)))
                .isEqualTo(new Already());
    }

    private static Account happens(User user, UserCommand command) {
        return ((Happens) user.decide(command)).fact().account();
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
