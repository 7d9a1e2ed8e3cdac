package io.evently.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.crypto.BlindIndex;
import io.evently.crypto.Ciphertext;
import io.evently.user.UserCommand.Abandon;
import io.evently.user.UserCommand.ChangeAccess;
import io.evently.user.UserCommand.ChangeEmailIndex;
import io.evently.user.UserCommand.ChangePassword;
import io.evently.user.UserCommand.EndSessions;
import io.evently.user.UserCommand.Forget;
import io.evently.user.UserCommand.Reaffirm;
import io.evently.user.UserCommand.Register;
import io.evently.user.UserCommand.Rename;
import io.evently.user.UserDecision.Accepted;
import io.evently.user.UserDecision.Refused;
import io.evently.user.UserFact.AccessChanged;
import io.evently.user.UserFact.PasswordChanged;
import io.evently.user.UserFact.RegistrationAbandoned;
import io.evently.user.UserFact.SessionsEnded;
import io.evently.user.UserFact.UserForgotten;
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
            ((Accepted) UserDecider.decide(User.NOBODY, REGISTER)).fact().account();

    @Test
    void aRegistrationMakesAnActiveUserOfVersion1() {
        assertThat(UserDecider.decide(User.NOBODY, REGISTER))
                .isEqualTo(new Accepted(new UserRegistered(new Account(
                        ADA,
                        REGISTER.email(),
                        REGISTER.name(),
                        REGISTER.emailIndex(),
                        "$argon2id$",
                        Role.USER,
                        true,
                        1,
                        1_000,
                        1_000,
                        0,
                        null,
                        new AddressProof(false, false, 1_000)))));
    }

    @Test
    void anotherIndexOfTheSameAddressChangesNothingElse() {
        BlindIndex fresh = BlindIndex.ofHex("7f".repeat(32));
        Accepted changed = (Accepted)
                UserDecider.decide(given(new UserRegistered(REGISTERED)), new ChangeEmailIndex(fresh, 2_000));
        Account account = changed.fact().account();

        assertThat(account.emailIndex()).isEqualTo(fresh);
        assertThat(account.version()).isEqualTo(2);
        assertThat(account.updatedAt()).as("nobody changed the user").isEqualTo(REGISTERED.updatedAt());
        assertThat(account.withEmailIndex(REGISTERED.emailIndex()).passwordHash())
                .isEqualTo(REGISTERED.passwordHash());
        assertThat(account.epoch()).as("no session ends").isEqualTo(REGISTERED.epoch());
        assertThat(UserDecider.decide(given(changed.fact()), new ChangeEmailIndex(fresh, 3_000)))
                .isEqualTo(UserDecision.UNCHANGED);
        assertThat(UserDecider.decide(User.NOBODY, new ChangeEmailIndex(fresh, 3_000)))
                .isEqualTo(new Refused(UserRejection.NOT_FOUND));
    }

    @Test
    void aRepeatedRegistrationChangesNothing() {
        assertThat(UserDecider.decide(given(new UserRegistered(REGISTERED)), REGISTER))
                .isEqualTo(UserDecision.UNCHANGED);
    }

    @Test
    void aRegistrationThatWasAbandonedIsRefusedForEver() {
        assertThat(UserDecider.decide(given(new RegistrationAbandoned(5)), REGISTER))
                .isEqualTo(new Refused(UserRejection.EMAIL_TAKEN));
    }

    @Test
    void aRegisteredUserIsNotAbandoned() {
        assertThat(UserDecider.decide(given(new UserRegistered(REGISTERED)), new Abandon(9)))
                .isEqualTo(UserDecision.UNCHANGED);
    }

    @Test
    void anUnknownIdIsAbandonedOnce() {
        assertThat(UserDecider.decide(User.NOBODY, new Abandon(9)))
                .isEqualTo(new Accepted(new RegistrationAbandoned(9)));
        assertThat(UserDecider.decide(given(new RegistrationAbandoned(9)), new Abandon(10)))
                .isEqualTo(UserDecision.UNCHANGED);
    }

    @Test
    void aNewNameIsANewVersion() {
        User user = given(new UserRegistered(REGISTERED));

        UserFact fact = ((Accepted) UserDecider.decide(user, new Rename(sealed("Countess"), 2_000))).fact();

        assertThat(fact).isInstanceOf(UserRenamed.class);
        assertThat(fact.account().name()).isEqualTo(sealed("Countess"));
        assertThat(fact.account().version()).isEqualTo(2);
        assertThat(fact.account().createdAt()).isEqualTo(1_000);
        assertThat(fact.account().updatedAt()).isEqualTo(2_000);
    }

    @Test
    void timeNeverRunsBackwards() {
        User user = given(new UserRegistered(REGISTERED));

        UserFact fact = ((Accepted) UserDecider.decide(user, new Rename(sealed("Countess"), 999))).fact();

        assertThat(fact.account().updatedAt()).isEqualTo(1_000);
    }

    @Test
    void roleAndActivityChangeSeparatelyAndNameTheAdmin() {
        User user = given(new UserRegistered(REGISTERED));

        UserFact promoted =
                ((Accepted) UserDecider.decide(user, new ChangeAccess(Role.ADMIN, null, ADMIN, 2_000))).fact();
        UserFact stopped = ((Accepted)
                        UserDecider.decide(user.apply(promoted), new ChangeAccess(null, false, ADMIN, 3_000)))
                .fact();

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

        assertThat(UserDecider.decide(given(new SessionsEnded(ended)), new EndSessions(0, 9_500)))
                .isEqualTo(UserDecision.UNCHANGED);
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
        assertThat(UserDecider.decide(user, change)).as("asked again").isEqualTo(UserDecision.UNCHANGED);
        assertThat(UserDecider.decide(user, new ChangePassword("$argon2id$", "$argon2id$other", kept, 9_001)))
                .as("somebody else was quicker")
                .isEqualTo(new Refused(UserRejection.WRONG_PASSWORD));
        assertThat(happens(user, new EndSessions(9_000, 9_999)).keptToken()).isNull();
    }

    @Test
    void accessIsChangedOfTheVersionThatWasLookedAt() {
        User user = given(new UserRegistered(REGISTERED), new UserRenamed(REGISTERED.renamed(sealed("A"), 2_000)));

        assertThat(UserDecider.decide(user, new ChangeAccess(Role.ADMIN, null, ADMIN, 3_000, 1L)))
                .isEqualTo(new Refused(UserRejection.CHANGED_MEANWHILE));
        assertThat(happens(user, new ChangeAccess(Role.ADMIN, null, ADMIN, 3_000, 2L))
                        .role())
                .isEqualTo(Role.ADMIN);
        assertThat(UserDecider.decide(user, new ChangeAccess(Role.USER, null, ADMIN, 3_000, 1L)))
                .as("so already: asked again")
                .isEqualTo(UserDecision.UNCHANGED);
    }

    @Test
    void onlyAnActiveAdminOfThisVersionIsReaffirmed() {
        Account admin = REGISTERED.withAccess(Role.ADMIN, true, 2_000);

        assertThat(happens(given(new AccessChanged(admin, ADMIN)), new Reaffirm(2, 3_000)))
                .isEqualTo(admin.withAccess(Role.ADMIN, true, 3_000));
        assertThat(UserDecider.decide(given(new AccessChanged(admin, ADMIN)), new Reaffirm(1, 3_000)))
                .isEqualTo(UserDecision.UNCHANGED);
        assertThat(UserDecider.decide(given(new UserRegistered(REGISTERED)), new Reaffirm(1, 3_000)))
                .isEqualTo(UserDecision.UNCHANGED);
    }

    private static Account happens(User user, UserCommand command) {
        return ((Accepted) UserDecider.decide(user, command)).fact().account();
    }

    @Test
    void accessThatIsSoAlreadyChangesNothing() {
        User user = given(new UserRegistered(REGISTERED));

        assertThat(UserDecider.decide(user, new ChangeAccess(Role.USER, true, ADMIN, 2_000)))
                .isEqualTo(UserDecision.UNCHANGED);
        assertThat(UserDecider.decide(user, new ChangeAccess(null, null, ADMIN, 2_000)))
                .isEqualTo(UserDecision.UNCHANGED);
    }

    @Test
    void aDeactivatedUserIsNotRenamedButCanBeActivatedAgain() {
        User user = given(new UserRegistered(REGISTERED));
        User deactivated =
                user.apply(((Accepted) UserDecider.decide(user, new ChangeAccess(null, false, ADMIN, 2_000))).fact());

        assertThat(UserDecider.decide(deactivated, new Rename(sealed("X"), 3_000)))
                .isEqualTo(new Refused(UserRejection.DEACTIVATED));
        assertThat(UserDecider.decide(deactivated, new ChangeAccess(null, true, ADMIN, 3_000)))
                .isInstanceOf(Accepted.class)
                .isNotEqualTo(UserDecision.UNCHANGED);
    }

    @Test
    void whoIsNotThereIsNotFound() {
        for (User nobody : List.of(User.NOBODY, given(new RegistrationAbandoned(5)))) {
            assertThat(UserDecider.decide(nobody, new Rename(sealed("X"), 1)))
                    .isEqualTo(new Refused(UserRejection.NOT_FOUND));
            assertThat(UserDecider.decide(nobody, new ChangeAccess(Role.ADMIN, null, ADMIN, 1)))
                    .isEqualTo(new Refused(UserRejection.NOT_FOUND));
        }
    }

    // ---- to be forgotten ----

    @Test
    void ofWhoIsForgottenNothingIsLeftButThatTheyWere() {
        User user = given(new UserRegistered(REGISTERED), new UserRenamed(REGISTERED.renamed(sealed("A"), 2_000)));

        UserFact fact = ((Accepted) UserDecider.decide(user, new Forget(ADA, ADMIN, 3_000, 2L))).fact();

        assertThat(fact)
                .isEqualTo(new UserForgotten(new Forgotten(ADA, 3, 1_000, 3_000, ADMIN), REGISTERED.emailIndex()));
        assertThat(fact.number()).isEqualTo(3);
        User forgotten = user.apply(fact);
        assertThat(forgotten.exists()).isFalse();
        assertThat(forgotten.account()).isNull();
        assertThat(forgotten.isForgotten()).isTrue();
    }

    @Test
    void whoIsForgottenIsForgottenOnce() {
        User forgotten = given(new UserForgotten(new Forgotten(ADA, 3, 1_000, 3_000, ADA), null));

        assertThat(UserDecider.decide(forgotten, new Forget(ADA, ADMIN, 9_000, 2L)))
                .isEqualTo(UserDecision.UNCHANGED);
    }

    @Test
    void nothingBringsBackWhoIsForgotten() {
        User forgotten = given(
                new UserRegistered(REGISTERED), new UserForgotten(new Forgotten(ADA, 2, 1_000, 3_000, ADA), null));

        assertThat(UserDecider.decide(forgotten, REGISTER)).isEqualTo(new Refused(UserRejection.EMAIL_TAKEN));
        assertThat(UserDecider.decide(forgotten, new Abandon(4_000))).isEqualTo(UserDecision.UNCHANGED);
        assertThat(UserDecider.decide(forgotten, new Rename(sealed("X"), 4_000)))
                .isEqualTo(new Refused(UserRejection.NOT_FOUND));
        assertThat(UserDecider.decide(forgotten, new ChangeAccess(Role.ADMIN, true, ADMIN, 4_000)))
                .isEqualTo(new Refused(UserRejection.NOT_FOUND));
        assertThat(UserDecider.decide(forgotten, new EndSessions(0, 4_000)))
                .isEqualTo(new Refused(UserRejection.NOT_FOUND));
    }

    @Test
    void theVersionThatWasLookedAtIsForgottenAndNoOther() {
        User user = given(new UserRegistered(REGISTERED), new UserRenamed(REGISTERED.renamed(sealed("A"), 2_000)));

        assertThat(UserDecider.decide(user, new Forget(ADA, ADMIN, 3_000, 1L)))
                .isEqualTo(new Refused(UserRejection.CHANGED_MEANWHILE));
        assertThat(UserDecider.decide(user, new Forget(ADA, null, 3_000, null))).isInstanceOf(Accepted.class);
    }

    @Test
    void alsoWhoNeverRegisteredIsForgottenButNobodyWhoseRegistrationNeverCame() {
        assertThat(UserDecider.decide(User.NOBODY, new Forget(ADA, ADA, 3_000, null)))
                .isEqualTo(new Accepted(new UserForgotten(new Forgotten(ADA, 1, 0, 3_000, ADA), null)));
        assertThat(UserDecider.decide(given(new RegistrationAbandoned(5)), new Forget(ADA, ADA, 3_000, null)))
                .isEqualTo(new Refused(UserRejection.NOT_FOUND));
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
