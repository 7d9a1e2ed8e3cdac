package io.evently.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ShardsTest {

    @Test
    void anIdBelongsToTheSameDatabaseForEver() {
        // sha256(16 zero bytes) begins 37 47: 0x3747 = 14151 = 3 mod 4.
        assertThat(Shards.shardOf(new UUID(0, 0))).isEqualTo(3);
        // From an independent computation (Python's hashlib).
        assertThat(Shards.shardOf(UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8057")))
                .isEqualTo(0);
        assertThat(Shards.shardOf(UUID.fromString("ffffffff-ffff-ffff-ffff-ffffffffffff")))
                .isEqualTo(2);
    }

    @Test
    void idsSpreadEvenly() {
        int[] count = new int[Shards.COUNT];
        Random random = new Random(1);
        for (int i = 0; i < 40_000; i++) {
            count[Shards.shardOf(new UUID(random.nextLong(), random.nextLong()))]++;
        }
        // 10,000 each; six standard deviations are 520.
        assertThat(Arrays.stream(count).boxed()).allMatch(n -> n > 9_480 && n < 10_520);
    }
}
