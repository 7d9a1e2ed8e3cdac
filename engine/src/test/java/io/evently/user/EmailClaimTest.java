package io.evently.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.user.ClaimCommand.Claim;
import io.evently.user.ClaimCommand.Confirm;
import io.evently.user.ClaimCommand.Release;
import io.evently.user.ClaimDecision.Accepted;
import io.evently.user.ClaimDecision.Overdue;
import io.evently.user.ClaimDecision.Taken;
import io.evently.user.ClaimFact.AddressClaimed;
import io.evently.user.ClaimFact.ClaimConfirmed;
import io.evently.user.ClaimFact.ClaimReleased;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EmailClaimTest {

    private static final UUID ADA = UUID.fromString("018f4e5a-0000-7000-8000-000000000001");
    private static final UUID BOB = UUID.fromString("018f4e5a-0000-7000-8000-000000000002");
    private static final UUID EVE = UUID.fromString("018f4e5a-0000-7000-8000-000000000003");
    private static final long T = 1_000_000L;

    private final EmailClaim claimedByAda = EmailClaim.FREE.apply(new AddressClaimed(ADA, T));
    private final EmailClaim adasAddress = claimedByAda.apply(new ClaimConfirmed(ADA));

    @Test
    void aFreeAddressGoesToWhoAsksFirst() {
        assertThat(ClaimDecider.decide(EmailClaim.FREE, new Claim(ADA, null, T)))
                .isEqualTo(new Accepted(new AddressClaimed(ADA, T)));
        assertThat(ClaimDecider.decide(claimedByAda, new Claim(BOB, null, T + 1)))
                .isEqualTo(new Taken());
    }

    @Test
    void claimingAndConfirmingAgainChangesNothing() {
        assertThat(ClaimDecider.decide(claimedByAda, new Claim(ADA, null, T + 5)))
                .isEqualTo(ClaimDecision.UNCHANGED);
        assertThat(ClaimDecider.decide(adasAddress, new Claim(ADA, null, T + 5)))
                .isEqualTo(ClaimDecision.UNCHANGED);
        assertThat(ClaimDecider.decide(adasAddress, new Confirm(ADA))).isEqualTo(ClaimDecision.UNCHANGED);
    }

    @Test
    void aClaimWhoseUserNeverCameIsOverdueAfterAMinute() {
        assertThat(ClaimDecider.decide(claimedByAda, new Claim(BOB, null, T + ClaimDecider.PATIENCE - 1)))
                .isEqualTo(new Taken());
        assertThat(ClaimDecider.decide(claimedByAda, new Claim(BOB, null, T + ClaimDecider.PATIENCE)))
                .isEqualTo(new Overdue(ADA));
    }

    @Test
    void anOverdueClaimGivesWayOnlyToWhoKnowsTheHolderNeverComes() {
        long later = T + ClaimDecider.PATIENCE;

        assertThat(ClaimDecider.decide(claimedByAda, new Claim(BOB, ADA, later)))
                .isEqualTo(new Accepted(new AddressClaimed(BOB, later)));
        assertThat(ClaimDecider.decide(claimedByAda, new Claim(BOB, EVE, later)))
                .isEqualTo(new Overdue(ADA));
    }

    @Test
    void ofTwoWhoFoundTheSameClaimAbandonedOneGetsIt() {
        long later = T + ClaimDecider.PATIENCE;
        EmailClaim claimedByBob = claimedByAda.apply(new AddressClaimed(BOB, later));

        assertThat(ClaimDecider.decide(claimedByBob, new Claim(EVE, ADA, later)))
                .isEqualTo(new Taken());
    }

    @Test
    void aConfirmedClaimNeverGivesWay() {
        assertThat(ClaimDecider.decide(adasAddress, new Claim(BOB, null, Long.MAX_VALUE)))
                .isEqualTo(new Taken());
        assertThat(ClaimDecider.decide(adasAddress, new Claim(BOB, ADA, Long.MAX_VALUE)))
                .isEqualTo(new Taken());
    }

    @Test
    void aClaimThatIsMadeAnewIsAnotherOne() {
        EmailClaim anew = claimedByAda.apply(new AddressClaimed(ADA, T + 1));

        assertThat(ClaimDecider.decide(claimedByAda, new Claim(ADA, null, T, true)))
                .as("with a time of its own, whatever the clock says")
                .isEqualTo(new Accepted(new AddressClaimed(ADA, T + 1)));
        assertThat(ClaimDecider.decide(anew, new Release(ADA, T))).isEqualTo(ClaimDecision.UNCHANGED);
        assertThat(ClaimDecider.decide(anew, new Release(ADA, T + 1))).isEqualTo(new Accepted(new ClaimReleased(ADA)));
        assertThat(ClaimDecider.decide(anew, new Release(ADA))).isEqualTo(new Accepted(new ClaimReleased(ADA)));
    }

    @Test
    void theAddressOfWhoIsForgottenIsFreeForAnybody() {
        assertThat(ClaimDecider.decide(adasAddress, new Release(ADA))).isEqualTo(new Accepted(new ClaimReleased(ADA)));
        EmailClaim free = adasAddress.apply(new ClaimReleased(ADA));
        assertThat(free).isEqualTo(EmailClaim.FREE);
        assertThat(ClaimDecider.decide(free, new Claim(BOB, null, T)))
                .isEqualTo(new Accepted(new AddressClaimed(BOB, T)));
    }

    @Test
    void whatIsReleasedAgainOrTooLateStaysWhoseItIs() {
        assertThat(ClaimDecider.decide(EmailClaim.FREE, new Release(ADA))).isEqualTo(ClaimDecision.UNCHANGED);
        EmailClaim bobs = EmailClaim.FREE.apply(new AddressClaimed(BOB, T));
        assertThat(ClaimDecider.decide(bobs, new Release(ADA))).isEqualTo(ClaimDecision.UNCHANGED);
        assertThat(ClaimDecider.decide(EmailClaim.FREE, new Confirm(ADA)))
                .as("of a registration before, come late")
                .isEqualTo(new Taken());
    }

    @Test
    void onlyTheHolderCanBeConfirmed() {
        assertThat(ClaimDecider.decide(claimedByAda, new Confirm(ADA)))
                .isEqualTo(new Accepted(new ClaimConfirmed(ADA)));
        assertThat(ClaimDecider.decide(claimedByAda, new Confirm(BOB))).isEqualTo(new Taken());
        assertThat(ClaimDecider.decide(EmailClaim.FREE, new Confirm(BOB))).isEqualTo(new Taken());
    }
}
