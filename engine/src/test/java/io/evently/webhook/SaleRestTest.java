package io.evently.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A rush of bookings goes first, and does not stop the rest for ever. */
class SaleRestTest {

    private final AtomicBoolean rush = new AtomicBoolean();
    private final AtomicLong nanos = new AtomicLong();
    private final SaleRest sale = new SaleRest(rush::get, nanos::get);

    @Test
    void withoutARushNobodyRests() {
        assertThat(sale.isWanted()).isFalse();
    }

    @Test
    void aRushIsGivenWayToForTenSeconds() {
        rush.set(true);
        assertThat(sale.isWanted()).isTrue();
        after(9);
        assertThat(sale.isWanted()).isTrue();
        after(1);
        assertThat(sale.isWanted()).isFalse();
        after(9);
        assertThat(sale.isWanted()).isTrue();
        rush.set(false);
        assertThat(sale.isWanted()).isFalse();
    }

    private void after(int seconds) {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }
}
