package io.evently.loadtest.scenario.kill;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.loadtest.sut.ClusterSettings;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} of JVM and PostgreSQL together in the middle of a sale; ten rounds by {@code mvn -Pkill}. */
class KillTest {

    @TempDir
    Path folder;

    @Test
    void everythingAcknowledgedSurvivesTwoKills() {
        assertThat(new KillRounds(ClusterSettings.embeddedOfShortLife(folder), 20261122, System.out).run(1))
                .isEmpty();
    }
}
