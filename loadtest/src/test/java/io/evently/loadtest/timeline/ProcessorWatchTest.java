package io.evently.loadtest.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessorWatchTest {

    @Test
    void thisMachineCanBeLookedAt() throws Exception {
        var watch = new ProcessorWatch(ProcessHandle.current().pid());
        for (int look = 0; look < 3; look++) {
            watch.look(0, System.nanoTime());
        }
        assertThat(watch.stalls()).allMatch(stall -> stall.from() <= stall.to());
    }
}
