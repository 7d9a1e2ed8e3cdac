package io.evently.event.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class UserSharesTest {

    private static final UUID ALICE = new UUID(1, 2);
    private static final UUID BOB = new UUID(2, 1);

    @Test
    void aUserIsKnownAsLongAsABookingOfTheirsIs() {
        UserShares users = new UserShares();
        assertThat(users.find(ALICE)).isEqualTo(RowPages.NONE);
        int alice = users.join(ALICE);
        assertThat(users.newest(alice)).isEqualTo(RowPages.NONE);
        assertThat(users.join(ALICE)).isEqualTo(alice);
        assertThat(users.id(alice)).isEqualTo(ALICE);
        users.leave(alice);
        assertThat(users.find(ALICE)).isEqualTo(alice);
        users.leave(alice);
        assertThat(users.find(ALICE)).isEqualTo(RowPages.NONE);
        assertThat(users.size()).isZero();
    }

    @Test
    void whatOneHasDoesNotMixWithTheRest() {
        UserShares users = new UserShares();
        int alice = users.join(ALICE);
        int bob = users.join(BOB);
        users.addSeats(alice, Integer.MAX_VALUE);
        users.setHold(alice, true);
        users.setNewest(alice, Integer.MAX_VALUE);
        users.addRecent(alice);
        users.addRecent(alice);
        users.removeRecent(alice);
        assertThat(users.seats(alice)).isEqualTo(Integer.MAX_VALUE);
        assertThat(users.hasHold(alice)).isTrue();
        assertThat(users.recent(alice)).isEqualTo(1);
        assertThat(users.newest(alice)).isEqualTo(Integer.MAX_VALUE);
        users.setHold(alice, false);
        users.addSeats(alice, -Integer.MAX_VALUE);
        assertThat(users.seats(alice)).isZero();
        assertThat(users.hasHold(alice)).isFalse();
        assertThat(users.seats(bob) + users.recent(bob)).isZero();
        users.removeRecent(alice);
        users.leave(alice);
        assertThat(users.find(ALICE)).isEqualTo(RowPages.NONE);
        assertThat(users.find(BOB)).isEqualTo(bob);
    }
}
