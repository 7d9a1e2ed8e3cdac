package io.evently.http.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.http.server.RawClient;
import io.evently.http.server.RawClient.Answer;
import io.evently.http.server.TestServer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The ceiling of the benchmark does all that HTTP does, or bookings would be held against less. */
class EchoEndpointTest {

    private static final String JSON = "Content-Type: application/json\r\n";

    @Test
    void theCeilingChecksTokenAndBodyAndSaysTheSameBack() {
        try (TestServer server = new TestServer(List.of(EchoEndpoint.of()), settings -> settings)) {
            String token = "Authorization: Bearer " + server.userToken() + "\r\n" + JSON;

            Answer echo = ask(server, token, "{\"quantity\":3,\"hold\":true}");
            assertThat(echo.status()).isEqualTo(200);
            assertThat(echo.body()).isEqualTo("{\"quantity\":3,\"hold\":true}");

            assertThat(ask(server, token, "{\"quantity\":11}").status()).isEqualTo(422);
            assertThat(ask(server, JSON, "{\"quantity\":3}").status()).isEqualTo(401);
        }
    }

    private static Answer ask(TestServer server, String headers, String body) {
        try (RawClient client = server.connect()) {
            return client.request("POST", "/v1/echo", headers, body).answer();
        }
    }
}
