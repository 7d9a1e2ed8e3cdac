package io.evently.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.evently.http.server.RawClient.Answer;
import io.evently.routes.StreamRoute;
import io.evently.routes.StreamSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Past a bound of streams the answer says whose it is, and no event is asked for it. */
class StreamLimitTest {

    @Test
    void whoHasAsManyStreamsAsOneAddressMayHaveIsTold() {
        Answer answer = refused(10_000, 0);
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.code()).isEqualTo("RATE_LIMITED");
        assertThat(answer.body()).contains("from one address");
    }

    @Test
    void aNodeHasABoundOfItsOwn() {
        Answer answer = refused(0, 20);
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.code()).isEqualTo("BUSY");
    }

    private static Answer refused(int most, int mostPerAddress) {
        var settings = new StreamSettings(Duration.ofSeconds(15), Duration.ofMinutes(15), most, mostPerAddress, 5);
        var route = new StreamRoute(null, settings, new SimpleMeterRegistry());
        try (TestServer server = new TestServer(route.endpoints(), same -> same);
                RawClient client = server.connect()) {
            Answer answer = client.request("GET", "/v1/events/" + TestServer.USER_ID + "/stream", "", "")
                    .answer();
            assertThat(answer.header("retry-after")).isNotNull();
            return answer;
        }
    }

    @Test
    void theBoundOfAnAddressIsLiftedWithTheRateLimits() {
        assertThat(StreamSettings.of(shipped("")).mostPerAddress()).isEqualTo(20);
        assertThat(StreamSettings.of(shipped("evently.http.streams-per-address = 100"))
                        .mostPerAddress())
                .isEqualTo(100);
        assertThat(StreamSettings.of(shipped("evently.http.rate-limit = off")).mostPerAddress())
                .isEqualTo(Integer.MAX_VALUE);
        assertThat(StreamSettings.of(shipped("")).lifetime()).isEqualTo(Duration.ofMinutes(15));
    }

    private static Config shipped(String overrides) {
        return ConfigFactory.parseString(overrides)
                .withFallback(ConfigFactory.parseResources("http-server.conf"))
                .withFallback(ConfigFactory.parseResources("evently.conf"))
                .resolve();
    }
}
