package io.evently;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.evently.database.Shards;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Without a database: whatever a warm-up wrote or asked would fail. */
class WarmUpTest {

    private static final List<String> NO_DATABASE =
            Collections.nCopies(Shards.COUNT, "jdbc:postgresql://127.0.0.1:1/none");

    @Test
    void aNodePlaysASaleThatLeavesNoTrace() {
        assertThat(WarmUp.play(config(Map.of(
                        "evently.warm-up.bookings",
                        40,
                        "evently.warm-up.crowds",
                        2,
                        "evently.warm-up.crowd-size",
                        30,
                        "evently.warm-up.longest",
                        "5m"))))
                .isEqualTo(100);
    }

    @Test
    void aWarmUpMayBeLeftOut() {
        assertThat(WarmUp.play(config(Map.of("evently.warm-up.bookings", 0)))).isZero();
    }

    @Test
    void aWarmUpEndsWhenItsTimeIsUp() {
        assertThat(WarmUp.play(config(Map.of("evently.warm-up.longest", "0s")))).isZero();
    }

    @Test
    void aWarmUpThatFailsDoesNoHarm() {
        // Everything is BUSY.
        assertThat(WarmUp.play(config(Map.of("evently.engine.max-waiting", 0)))).isZero();
    }

    private static Config config(Map<String, Object> settings) {
        return Settings.of(ConfigFactory.parseMap(settings).withFallback(ConfigFactory.defaultApplication()))
                .forWarmUp(NO_DATABASE);
    }
}
