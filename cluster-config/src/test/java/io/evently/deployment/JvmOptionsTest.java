package io.evently.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A node has the same collector wherever it is started. */
class JvmOptionsTest {

    private static final List<String> COLLECTOR =
            List.of("-XX:+UseG1GC", "-XX:MaxGCPauseMillis=15", "-XX:G1RSetUpdatingPauseTimePercent=60");

    @Test
    void mavensProcessHasTheCollectorOfANode() {
        assertThat(Repository.read("cluster-config/jvm.options").lines()).containsAll(COLLECTOR);
        assertThat(Repository.read(".mvn/jvm.config").lines()).containsAll(COLLECTOR);
        assertThat(Repository.read("loadtest/src/main/java/io/evently/loadtest/sut/ClusterSettings.java"))
                .contains(COLLECTOR);
    }

    @Test
    void everyOtherStartReadsTheFile() {
        assertThat(Repository.read("cluster-config/Dockerfile")).contains("\"@/opt/evently/jvm.options\"");
        assertThat(Repository.read("cluster-config/three-nodes.sh"))
                .contains("java @\"$root/cluster-config/jvm.options\"");
        assertThat(Repository.read("cluster-config/README.md")).contains("java @/opt/evently/jvm.options");
    }
}
