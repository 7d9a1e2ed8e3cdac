package io.evently.loadtest.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class SamplerTest {

    @Test
    void itLooksAgainAndAgainAndNeverEarly() throws Exception {
        var looked = new CountDownLatch(3);
        List<Long> late = new ArrayList<>();
        var sampler = new Sampler("a test", Duration.ofMillis(1), (due, now) -> {
            late.add(now - due);
            looked.countDown();
        });
        looked.await();
        sampler.close();
        assertThat(late).hasSizeGreaterThanOrEqualTo(3).allMatch(nanos -> nanos >= 0);
        assertThat(sampler.failure()).isEmpty();
        assertThat(sampler.cpuNanos()).isPositive();
    }

    @Test
    void whatCannotBeWatchedIsSaid() throws Exception {
        var looked = new CountDownLatch(1);
        var sampler = new Sampler("the moon", Duration.ofMillis(1), (due, now) -> {
            looked.countDown();
            throw new java.io.IOException("cloudy");
        });
        looked.await();
        sampler.close();
        assertThat(sampler.failure()).hasValueSatisfying(why -> assertThat(why).contains("the moon", "cloudy"));
    }
}
