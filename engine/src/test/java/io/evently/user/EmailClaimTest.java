package io.evently.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.user.ClaimCommand.Claim;
import io.evently.user.ClaimCommand.Confirm;
import io.evently.user.ClaimDecision.Already;
import io.evently.user.ClaimDecision.Happens;
import io.evently.user.ClaimDecision.Overdue;
import io.evently.user.ClaimDecision.Taken;
import io.evently.user.ClaimFact.AddressClaimed;
import io.evently.user.ClaimFact.ClaimConfirmed;
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
        assertThat(EmailClaim.FREE.decide(new Claim(ADA, null, T))).isEqualTo(new Happens(new AddressClaimed(ADA, T)));
        assertThat(claimedByAda.decide(new Claim(BOB, null, T + 1))).isEqualTo(new Taken());
    }

    @Test
    void claimingAndConfirmingAgainChangesNothing() {
        assertThat(claimedByAda.decide(new Claim(ADA, null, T + 5))).isEqualTo(new Already());
        assertThat(adasAddress.decide(new Claim(ADA, null, T + 5))).isEqualTo(new Already());
        assertThat(adasAddress.decide(new Confirm(ADA))).isEqualTo(new Already());
    }

    @Test
    void aClaimWhoseUserNeverCameIsOverdueAfterAMinute() {
        assertThat(claimedByAda.decide(new Claim(BOB, null, T + EmailClaim.PATIENCE - 1)))
                .isEqualTo(new Taken());
        assertThat(claimedByAda.decide(new Claim(BOB, null, T + EmailClaim.PATIENCE)))
                .isEqualTo(new Overdue(ADA));
    }

    @Test
    void anOverdueClaimGivesWayOnlyToWhoKnowsTheHolderNeverComes() {
        long later = T + EmailClaim.PATIENCE;

        assertThat(claimedByAda.decide(new Claim(BOB, ADA, later)))
                .isEqualTo(new Happens(new AddressClaimed(BOB, later)));
        assertThat(claimedByAda.decide(new Claim(BOB, EVE, later))).isEqualTo(new Overdue(ADA));
    }

    @Test
    void ofTwoWhoFoundTheSameClaimAbandonedOneGetsIt() {
        long later = T + EmailClaim.PATIENCE;
        EmailClaim claimedByBob = claimedByAda.apply(new AddressClaimed(BOB, later));

        assertThat(claimedByBob.decide(new Claim(EVE, ADA, later))).isEqualTo(new Taken());
    }

    @Test
    void aConfirmedClaimNeverGivesWay() {
        assertThat(adasAddress.decide(new Claim(BOB, null, Long.MAX_VALUE))).isEqualTo(new Taken());
        assertThat(adasAddress.decide(new Claim(BOB, ADA, Long.MAX_VALUE))).isEqualTo(new Taken());
    }

    @Test
    void onlyTheHolderCanBeConfirmed() {
        assertThat(claimedByAda.decide(new Confirm(ADA))).isEqualTo(new Happens(new ClaimConfirmed(ADA)));
        assertThat(claimedByAda.decide(new Confirm(BOB))).isEqualTo(new Taken());
        assertThat(EmailClaim.FREE.decide(new Confirm(BOB))).isEqualTo(new Taken());
    }
}
