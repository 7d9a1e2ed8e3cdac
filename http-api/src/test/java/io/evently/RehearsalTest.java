package io.evently;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.evently.database.Shards;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Without a database: whatever a rehearsal wrote or asked would fail. */
class RehearsalTest {

    private static final List<String> NO_DATABASE =
            Collections.nCopies(Shards.COUNT, "jdbc:postgresql://127.0.0.1:1/none");

    @Test
    void aNodePlaysASaleThatLeavesNoTrace() {
        assertThat(Rehearsal.play(config(Map.of(
                        "evently.rehearsal.bookings",
                        40,
                        "evently.rehearsal.crowds",
                        2,
                        "evently.rehearsal.crowd-size",
                        30,
                        "evently.rehearsal.longest",
                        "5m"))))
                .isEqualTo(100);
    }

    @Test
    void aRehearsalMayBeLeftOut() {
        assertThat(Rehearsal.play(config(Map.of("evently.rehearsal.bookings", 0))))
                .isZero();
    }

    @Test
    void aRehearsalEndsWhenItsTimeIsUp() {
        assertThat(Rehearsal.play(config(Map.of("evently.rehearsal.longest", "0s"))))
                .isZero();
    }

    @Test
    void aRehearsalThatFailsDoesNoHarm() {
        // Everything is BUSY.
        assertThat(Rehearsal.play(config(Map.of("evently.engine.max-waiting", 0))))
                .isZero();
    }

    private static Config config(Map<String, Object> settings) {
        return Settings.of(ConfigFactory.parseMap(settings).withFallback(ConfigFactory.defaultApplication()))
                .forRehearsal(NO_DATABASE);
    }
}
