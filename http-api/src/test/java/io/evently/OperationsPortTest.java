package io.evently;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.evently.database.StartupRefused;
import io.evently.http.ops.MetricsEndpoint;
import io.evently.http.ops.OpsSettings;
import io.evently.http.ops.Readiness;
import io.evently.http.route.Endpoint;
import io.evently.http.server.RawClient;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** {@code EVENTLY_OPS_HOST} and {@code EVENTLY_OPS_PORT}. */
class OperationsPortTest {

    @Test
    void unsetThereIsNone() {
        assertThat(settings(Map.of()).address()).isEmpty();
    }

    @Test
    void itIsOnTheApisHostUnlessAnotherIsSaid() {
        assertThat(settings(Map.of("evently.ops.port", "9090", "evently.http.host", "10.0.0.1"))
                        .address())
                .contains(new InetSocketAddress("10.0.0.1", 9090));
        assertThat(settings(Map.of("evently.ops.port", "0", "evently.ops.host", "127.0.0.2"))
                        .address())
                .contains(new InetSocketAddress("127.0.0.2", 0));
    }

    @Test
    void whatIsNoPortIsNamed() {
        for (String port : List.of("http", "65536", "-1", "80.5")) {
            assertThatThrownBy(() -> settings(Map.of("evently.ops.port", port)))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("EVENTLY_OPS_PORT");
        }
    }

    @Test
    void healthAndMetricsAreOnBothPortsAndDocumentationOnOne() {
        var anywhere = new OpsSettings(Optional.of(new InetSocketAddress("127.0.0.1", 0)));
        List<Readiness> ready = List.of(Readiness.now("nothing", () -> true));
        try (OperationsEndpoints operations = OperationsEndpoints.open(anywhere, ready, MetricsEndpoint.registry());
                RawClient client = new RawClient(operations.address().get().getPort())) {
            assertThat(client.request("GET", "/health/ready", "", "").answer().status())
                    .isEqualTo(200);
            assertThat(operations.endpoints())
                    .extracting(Endpoint::path)
                    .containsExactlyInAnyOrder(
                            "/health/live",
                            "/health/ready",
                            "/metrics",
                            "/openapi.yaml",
                            "/docs",
                            "/docs/{file}",
                            "/verify-address",
                            "/reset-password",
                            "/account/{file}");
        }
    }

    @Test
    void aTakenPortIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            var settings = new OpsSettings(Optional.of(new InetSocketAddress("127.0.0.1", taken.getLocalPort())));
            assertThatThrownBy(() -> OperationsEndpoints.open(settings, List.of(), MetricsEndpoint.registry()))
                    .isInstanceOf(StartupRefused.class)
                    .hasMessageContaining("Port " + taken.getLocalPort() + " of 127.0.0.1 is taken")
                    .hasMessageContaining("EVENTLY_OPS_PORT");
        }
    }

    private static OpsSettings settings(Map<String, String> some) {
        return OpsSettings.of(ConfigFactory.parseMap(some)
                .withFallback(ConfigFactory.parseResources("evently.conf"))
                .resolve());
    }
}
