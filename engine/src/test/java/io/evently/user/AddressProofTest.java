package io.evently.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.crypto.BlindIndex;
import io.evently.crypto.Ciphertext;
import io.evently.user.UserCommand.ChangeAddress;
import io.evently.user.UserCommand.Outdate;
import io.evently.user.UserCommand.ProveAddress;
import io.evently.user.UserCommand.Register;
import io.evently.user.UserCommand.ResetPassword;
import io.evently.user.UserDecision.Accepted;
import io.evently.user.UserDecision.Refused;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Ring 1: whose an address is, and who may choose another password. */
class AddressProofTest {

    private static final UUID ADA = UUID.fromString("018f4e5a-0000-7000-8000-000000000001");
    private static final BlindIndex HERE = BlindIndex.ofHex("3c".repeat(32));
    private static final BlindIndex ELSEWHERE = BlindIndex.ofHex("7f".repeat(32));
    private static final Account UNPROVED = registered(Role.USER);
    private static final Account PROVED = after(UNPROVED, new ProveAddress(HERE, 2_000));

    @Test
    void whoRegistersHasProvedNothingYet() {
        assertThat(UNPROVED.proof()).isEqualTo(new AddressProof(false, false, 1_000));
    }

    @Test
    void theFirstAdminHasToProveNothing() {
        assertThat(registered(Role.ADMIN).proof()).isEqualTo(new AddressProof(true, true, 1_000));
    }

    @Test
    void anAddressIsProvedOnceAndStaysSo() {
        assertThat(PROVED.proof()).isEqualTo(new AddressProof(true, true, 1_000));
        assertThat(PROVED.version()).isEqualTo(2);
        assertThat(PROVED.renamed(sealed("Countess"), 3_000).proof()).isEqualTo(PROVED.proof());
        assertThat(PROVED.withPassword("$2", null, 3_000).proof()).isEqualTo(PROVED.proof());
        assertThat(PROVED.withEmailIndex(ELSEWHERE).proof()).isEqualTo(PROVED.proof());
        assertThat(decide(PROVED, new ProveAddress(HERE, 4_000))).isEqualTo(UserDecision.UNCHANGED);
    }

    @Test
    void aLinkToAnotherAddressProvesNothing() {
        assertThat(decide(UNPROVED, new ProveAddress(ELSEWHERE, 2_000)))
                .isEqualTo(new Refused(UserRejection.INVALID_LINK));
    }

    @Test
    void anotherAddressIsToBeProvedAnewAndWhoProvedOneStaysEstablished() {
        Account moved = after(PROVED, new ChangeAddress(sealed("new"), ELSEWHERE, 2, 3_000));

        assertThat(moved.emailIndex()).isEqualTo(ELSEWHERE);
        assertThat(moved.email()).isEqualTo(sealed("new"));
        assertThat(moved.proof()).isEqualTo(new AddressProof(false, true, 3_000));
        assertThat(after(UNPROVED, new ChangeAddress(sealed("new"), ELSEWHERE, 1, 3_000))
                        .proof())
                .isEqualTo(new AddressProof(false, false, 3_000));
        assertThat(decide(moved, new ProveAddress(HERE, 4_000))).isEqualTo(new Refused(UserRejection.INVALID_LINK));
    }

    @Test
    void aChangeSaysWhichAddressWasLeftUnlessItIsTheSame() {
        assertThat(decide(PROVED, new ChangeAddress(sealed("new"), ELSEWHERE, 2, 3_000)))
                .isInstanceOfSatisfying(Accepted.class, accepted -> assertThat(
                                ((UserFact.AddressChanged) accepted.fact()).formerEmail())
                        .isEqualTo(PROVED.email()));
        assertThat(decide(PROVED, new ChangeAddress(sealed("ADA@EXAMPLE.COM"), HERE, 2, 3_000)))
                .isInstanceOfSatisfying(Accepted.class, accepted -> assertThat(
                                ((UserFact.AddressChanged) accepted.fact()).formerEmail())
                        .isNull());
    }

    @Test
    void eachAddressIsTheirsLaterThanTheOneBeforeWhateverTheClocksSay() {
        Account moved = after(PROVED, new ChangeAddress(sealed("new"), ELSEWHERE, 2, 3_000));
        Account back = after(moved, new ChangeAddress(sealed("old"), HERE, 3, 500));

        assertThat(back.proof().since()).isEqualTo(3_001);
        assertThat(back.updatedAt()).isEqualTo(back.proof().since());
    }

    @Test
    void anotherSpellingIsAsProvedAsTheFirst() {
        Account spelled = after(PROVED, new ChangeAddress(sealed("ADA@EXAMPLE.COM"), HERE, 2, 3_000));

        assertThat(spelled.email()).isEqualTo(sealed("ADA@EXAMPLE.COM"));
        assertThat(spelled.proof()).isEqualTo(PROVED.proof());
    }

    @Test
    void whoeverTakesAClaimAwayMakesAChangeUnderWayTooLate() {
        Account outdated = after(PROVED, new Outdate(2, 3_000));

        assertThat(outdated.version()).isEqualTo(3);
        assertThat(decide(outdated, new ChangeAddress(sealed("new"), ELSEWHERE, 2, 4_000)))
                .isEqualTo(new Refused(UserRejection.CHANGED_MEANWHILE));
        assertThat(decide(outdated, new Outdate(2, 4_000))).isEqualTo(UserDecision.UNCHANGED);
    }

    @Test
    void aChangeThatIsAskedForAgainIsTheSame() {
        ChangeAddress change = new ChangeAddress(sealed("new"), ELSEWHERE, 2, 3_000);

        assertThat(decide(after(PROVED, change), change)).isEqualTo(UserDecision.UNCHANGED);
    }

    @Test
    void aResetEndsAllSessionsAndProvesTheAddress() {
        Account reset = after(UNPROVED, new ResetPassword(0, HERE, "$2", 2_000));

        assertThat(reset.passwordHash()).isEqualTo("$2");
        assertThat(reset.epoch()).isEqualTo(2_000);
        assertThat(reset.keptToken()).isNull();
        assertThat(reset.proof().proved()).isTrue();
        assertThat(reset.version()).isEqualTo(2);
        assertThat(decide(reset, new ResetPassword(0, HERE, "$2", 3_000)))
                .as("asked again")
                .isEqualTo(UserDecision.UNCHANGED);
    }

    @Test
    void aResetOfAnotherTimeOrAddressOrOfSomebodyWhoIsDeactivatedIsNone() {
        Refused refused = new Refused(UserRejection.INVALID_LINK);
        Account deactivated = UNPROVED.withAccess(Role.USER, false, 2_000);

        assertThat(decide(PROVED.withoutSessions(3_000), new ResetPassword(0, HERE, "$2", 4_000)))
                .isEqualTo(refused);
        assertThat(decide(PROVED, new ResetPassword(0, ELSEWHERE, "$2", 4_000))).isEqualTo(refused);
        assertThat(decide(deactivated, new ResetPassword(deactivated.epoch(), HERE, "$2", 4_000)))
                .isEqualTo(refused);
    }

    @Test
    void noCommandPrintsAHash() {
        assertThat(new ResetPassword(0, HERE, "$argon2id$", 1).toString()).doesNotContain("argon2id");
    }

    private static Account registered(Role role) {
        Register register = new Register(ADA, sealed("ada@example.com"), sealed("Ada"), HERE, "$1", role, 1_000);
        return ((Accepted) UserDecider.decide(User.NOBODY, register)).fact().account();
    }

    private static Account after(Account account, UserCommand command) {
        return ((Accepted) decide(account, command)).fact().account();
    }

    private static UserDecision decide(Account account, UserCommand command) {
        return UserDecider.decide(new User(account, false, null), command);
    }

    private static Ciphertext sealed(String text) {
        return new Ciphertext(text.getBytes(StandardCharsets.UTF_8));
    }
}
