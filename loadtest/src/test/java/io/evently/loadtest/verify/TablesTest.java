package io.evently.loadtest.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TablesTest {

    @Test
    void anEventHasItsDatabaseFromTheHashOfItsId() {
        // The first two bytes of the digest, worked out with sha256sum: 374708ff… and 5ac6a5945f16500911219129….
        assertThat(Tables.shardOf(new UUID(0, 0))).isEqualTo(0x3747 % 4);
        assertThat(Tables.shardOf(new UUID(-1, -1))).isEqualTo(0x5ac6 % 4);
    }

    @Test
    void eventsSpreadOverAllFourDatabases() {
        assertThat(Stream.generate(UUID::randomUUID).limit(1000).map(Tables::shardOf))
                .containsAll(IntStream.range(0, 4).boxed().toList());
    }
}
