package io.evently.loadtest.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is made of processor times, and read from {@code /metrics}. */
class BenchMeasuresTest {

    @Test
    void costIsPerRequestAndOfNoneItIsAll() {
        Cpu cost = new Cpu(100, 60, 20).since(new Cpu(20, 20, 0));
        assertThat(cost.per(4)).isEqualTo(new Cpu(20, 10, 5));
        assertThat(cost.per(0)).isEqualTo(cost);
        assertThat(cost.serverAndDatabase()).isEqualTo(120);
    }

    @Test
    void theWorstDatabaseIsTheLag() {
        assertThat(
                        Lag.seconds(
                                """
                        # HELP evently_projection_lag_seconds Age of the oldest record that the tables do not show
                        # TYPE evently_projection_lag_seconds gauge
                        evently_projection_lag_seconds{shard="0"} 0.0
                        evently_projection_lag_seconds{shard="1"} 1.25
                        evently_projection_lag_seconds{shard="2"} NaN
                        evently_projection_backlog{shard="1"} 77.0
                        """))
                .hasValue(1.25);
    }

    @Test
    void aLagNobodyKnowsIsNotZero() {
        assertThat(Lag.seconds("evently_projection_lag_seconds{shard=\"0\"} NaN\n"))
                .isEmpty();
        assertThat(Lag.seconds("jvm_threads 3\n")).isEmpty();
    }

    @Test
    void tablesThatWereNeverASecondBehindDrainAsFastAsItCame() {
        assertThat(Burst.rate(9_999, 3, 10_000)).isEqualTo(10_000);
        assertThat(Burst.rate(60_000, 3, 10_000)).isEqualTo(20_000);
    }
}
