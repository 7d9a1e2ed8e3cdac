package io.evently.loadtest.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessorUseTest {

    @Test
    void theFirstLineIsAllProcessorsAndGuestsAreCountedAlready() {
        ProcessorUse use = ProcessorUse.parsed("cpu  100 10 20 300 40 1 2 27 99 99\ncpu0 1 1 1 1 1 1 1 1 1 1\n");
        assertThat(use).isEqualTo(new ProcessorUse(500, 340, 27));
    }

    @Test
    void sharesAreOfWhatCameSince() {
        ProcessorUse since = new ProcessorUse(120, 342, 12).since(new ProcessorUse(100, 340, 10));
        assertThat(since.busy()).isEqualTo(0.9);
        assertThat(since.stolen()).isEqualTo(0.1);
        assertThat(since.since(since).busy()).isZero();
    }
}
