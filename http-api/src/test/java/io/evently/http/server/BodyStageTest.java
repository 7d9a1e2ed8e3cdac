package io.evently.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.http.read.Body;
import org.junit.jupiter.api.Test;

/** Security 29: a connection that announces 64 KiB and sends nothing used to get them at once. */
class BodyStageTest {

    @Test
    void memoryIsTakenForWhatComesAndNotForWhatIsAnnounced() {
        assertThat(BodyStage.firstBuffer(Body.MOST_BYTES)).isEqualTo(1024);
        assertThat(BodyStage.firstBuffer(60)).isEqualTo(256);
        assertThat(BodyStage.firstBuffer(0)).as("chunks announce nothing").isEqualTo(256);
    }
}
