package io.evently.loadtest.scenario.messages;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.loadtest.client.Json;
import io.evently.loadtest.sut.ClusterSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code mvn -Pmessages} does, in small: everybody is told, and once. How soon is not asked on a machine that is shared. */
class ToldOnceTest {

    @TempDir
    Path folder;

    @Test
    void everybodyIsToldOnceByMailByStreamAndByWebhook() throws IOException {
        var run = new MessagesRun(ClusterSettings.embeddedOfShortLife(folder), System.out);

        MessagesRun.Result result = run.run(20, 150, 1);

        assertThat(result.broken())
                .filteredOn(broken -> !broken.contains("within 2 s"))
                .isEmpty();
        assertThat(result.promotions().mail().count()).isEqualTo(20);
        assertThat(result.sale().turns()).extracting(MessageSale.Turn::bookings).containsExactly(150, 150);
        Path file = folder.resolve("results/results.json");
        result.writeTo(file);
        assertThat(Json.read(Files.readAllBytes(file)).path("sale").path("turns"))
                .hasSize(2);
    }
}
