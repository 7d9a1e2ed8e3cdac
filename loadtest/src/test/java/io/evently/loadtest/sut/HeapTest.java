package io.evently.loadtest.sut;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeapTest {

    @Test
    void aHistogramIsReadByClassWithoutItsTotal() {
        assertThat(
                        Heap.bytesByClass(
                                """
                         num     #instances         #bytes  class name (module)
                        -------------------------------------------------------
                           1:         26433        2468944  [B (java.base@17.0.9)
                           2:           345          50000  io.evently.Some$Thing
                           3:             5             24  io.evently.Some$Thing
                        Total         26783        2518968
                        """))
                .containsOnly(
                        org.assertj.core.api.Assertions.entry("[B", 2_468_944L),
                        org.assertj.core.api.Assertions.entry("io.evently.Some$Thing", 50_024L));
    }

    @Test
    void whatLivesInThisJvmIsTold() {
        assertThat(Heap.liveBytes(ProcessHandle.current().pid())).containsKey("java.lang.String");
    }
}
