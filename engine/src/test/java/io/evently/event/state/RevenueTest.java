package io.evently.event.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.event.Fact;
import io.evently.event.NotifyPrefs;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RevenueTest {

    private static final long HIGHEST = 10 * 9_999_999_999L;

    @Test
    void isExactWhileItFitsAndTheHighestNumberBeyondAndExactAgain() {
        Random random = new Random(1);
        Revenue revenue = new Revenue();
        BigInteger exact = BigInteger.ZERO;
        List<Long> amounts = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            // So large that a few hundred of them are too much.
            long amount = random.nextInt(3) == 0 ? random.nextLong(HIGHEST) : Long.MAX_VALUE / 400;
            if (random.nextInt(5) < 3 || amounts.isEmpty()) {
                revenue.add(amount);
                exact = exact.add(BigInteger.valueOf(amount));
                amounts.add(amount);
            } else {
                long back = amounts.remove(random.nextInt(amounts.size()));
                revenue.subtract(back);
                exact = exact.subtract(BigInteger.valueOf(back));
            }
            assertThat(revenue.cents())
                    .isEqualTo(exact.min(BigInteger.valueOf(Long.MAX_VALUE)).longValueExact());
        }
        amounts.forEach(revenue::subtract);
        assertThat(revenue.cents()).isZero();
    }

    @Test
    void waitingIsNeverNegative() {
        Waitlist waitlist = new Waitlist(user -> 0);
        long longest = Long.MAX_VALUE / 3;
        for (int i = 0; i < 5; i++) {
            UUID entry = new UUID(1, i);
            waitlist.apply(new Fact.WaitlistJoined(entry, new UUID(2, i), 1, 0, NotifyPrefs.ALL, null, 0), i + 1, 0);
            waitlist.apply(new Fact.PromotionMade(new UUID(3, i), entry, 0, Long.MAX_VALUE), 10 + i, longest);
        }
        assertThat(waitlist.tally().waitedMicros()).isEqualTo(Long.MAX_VALUE);
    }
}
