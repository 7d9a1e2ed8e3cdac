package io.evently.http.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A process that may open 1,024 files must not promise 16,384 connections. */
class OpenFilesTest {

    @Test
    void allConnectionsFitWhereTheSystemGivesEnough() {
        assertThat(OpenFiles.connections(16_384, 1_048_576)).isEqualTo(16_384);
        assertThat(OpenFiles.connections(16_384, Long.MAX_VALUE)).isEqualTo(16_384);
        assertThat(OpenFiles.connections(16_384, 16_784)).isEqualTo(16_384);
    }

    @Test
    void elseThereIsRoomForDatabasesAndJournals() {
        assertThat(OpenFiles.connections(16_384, 4_096)).isEqualTo(3_696);
        assertThat(OpenFiles.connections(16_384, 1_024)).isEqualTo(624);
        assertThat(OpenFiles.connections(16_384, 256)).isEqualTo(128);
    }

    @Test
    void theSystemSaysHowManyThereAre() {
        assertThat(OpenFiles.limit()).isPositive();
    }
}
