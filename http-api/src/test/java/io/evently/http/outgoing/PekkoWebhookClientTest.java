package io.evently.http.outgoing;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.typesafe.config.ConfigFactory;
import io.evently.webhook.WebhookAddresses;
import io.evently.webhook.WebhookClient;
import io.evently.webhook.WebhookClient.Answer;
import io.evently.webhook.WebhookClient.Line;
import io.evently.webhook.WebhookClient.Post;
import io.evently.webhook.WebhookFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What comes back of each kind of receiver, over real connections. */
class PekkoWebhookClientTest {

    private static final Duration PATIENT = Duration.ofMinutes(2);
    private static final String PASSWORD = "of the tests";
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Post POST = new Post("event_7", 1_800_000_000, "v1,c2lnbmF0dXJl", "{\"type\":\"a\"}");

    private static ActorTestKit kit;

    private WireMockServer receiver;
    private WebhookAddresses addresses = new WebhookAddresses(true, InetAddress::getAllByName);

    @BeforeAll
    static void begin() {
        kit = ActorTestKit.create(
                ConfigFactory.parseString("pekko.actor.provider = local, pekko.fail-mixed-versions = off")
                        .withFallback(ConfigFactory.load()));
    }

    @AfterAll
    static void end() {
        kit.shutdownTestKit();
    }

    @BeforeEach
    void listen() {
        receiver = new WireMockServer(
                wireMockConfig().dynamicPort().dynamicHttpsPort().bindAddress("127.0.0.1"));
        receiver.start();
    }

    @AfterEach
    void close() {
        receiver.stop();
        addresses.close();
    }

    @Test
    void itArrivesAsItIsWithItsHeaders() {
        answers(aResponse().withStatus(202));

        assertThat(send("/hooks?a=%20b", PATIENT)).isEqualTo(new Answer(202, null, null));

        receiver.verify(postRequestedFor(urlEqualTo("/hooks?a=%20b"))
                .withHeader("Host", equalTo("127.0.0.1:" + receiver.port()))
                .withHeader("Content-Type", equalTo("application/json"))
                .withHeader("webhook-id", equalTo("event_7"))
                .withHeader("webhook-timestamp", equalTo("1800000000"))
                .withHeader("webhook-signature", equalTo("v1,c2lnbmF0dXJl"))
                .withRequestBody(equalTo("{\"type\":\"a\"}")));
    }

    @ParameterizedTest
    @CsvSource({"200,", "204,", "299,", "301,REDIRECTED", "307,REDIRECTED", "400,REFUSED", "410,GONE", "500,REFUSED"})
    void aStatusMeansOneThing(int status, WebhookFailure meaning) {
        answers(aResponse().withStatus(status).withHeader("Location", "http://127.0.0.1:1/"));

        assertThat(send("/", PATIENT)).isEqualTo(new Answer(status, null, meaning));

        receiver.verify(1, postRequestedFor(anyUrl()));
    }

    @ParameterizedTest
    @CsvSource({"30,30", "0,", "-1,", "999999999999,", "'Wed, 21 Oct 2065 07:28:00 GMT',", "1.5,"})
    void aReceiverMayAskForTime(String header, Integer seconds) {
        answers(aResponse().withStatus(429).withHeader("Retry-After", header));

        Duration expected = seconds == null ? null : Duration.ofSeconds(seconds);
        assertThat(send("/", PATIENT)).isEqualTo(new Answer(429, expected, WebhookFailure.REFUSED));
    }

    @Test
    void oneThatHangsIsGivenUpInTime() {
        answers(aResponse().withStatus(200).withFixedDelay(600_000));

        assertThat(send("/", SHORT)).isEqualTo(Answer.none(WebhookFailure.TIMED_OUT));
    }

    @Test
    void aBodyThatNeverEndsChangesNothing() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> unused = CompletableFuture.runAsync(
                    () -> answer(server, "Content-Length: 1000", false, new AtomicInteger()));

            assertThat(send(URI.create("http://127.0.0.1:" + server.getLocalPort() + "/"), Duration.ofSeconds(2)))
                    .isEqualTo(new Answer(200, null, null));
        }
    }

    @Test
    void aHugeBodyIsNotReadToItsEnd() {
        answers(aResponse().withStatus(200).withBody(new byte[50_000_000]));

        try (Line line = client().open(uri("/"))) {
            for (int i = 0; i < 3; i++) {
                assertThat(line.post(POST, PATIENT).join()).isEqualTo(new Answer(200, null, null));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"EMPTY_RESPONSE", "CONNECTION_RESET_BY_PEER", "RANDOM_DATA_THEN_CLOSE"})
    void oneThatHangsUpDidNotAnswer(Fault fault) {
        answers(aResponse().withFault(fault));

        assertThat(send("/", PATIENT)).isEqualTo(Answer.none(WebhookFailure.CONNECTION_CLOSED));
    }

    @Test
    void whereNobodyListensNothingArrives() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }

        assertThat(send(URI.create("http://127.0.0.1:" + free + "/"), PATIENT))
                .isEqualTo(Answer.none(WebhookFailure.NOT_CONNECTED));
    }

    @Test
    void aCertificateThatNobodyTrustsIsNotEnough() {
        answers(aResponse().withStatus(200));

        assertThat(send(URI.create("https://127.0.0.1:" + receiver.httpsPort() + "/"), PATIENT))
                .isEqualTo(Answer.none(WebhookFailure.TLS_FAILED));
    }

    @Test
    void theCertificateMustBeOfTheNameThatIsTold(@TempDir Path folder) throws Exception {
        Path keys = folder.resolve("keys.p12");
        makeCertificate(keys, "hooks.example");
        addresses.close();
        addresses = new WebhookAddresses(true, name -> InetAddress.getAllByName("127.0.0.1"));
        WireMockServer tls = new WireMockServer(wireMockConfig()
                .dynamicPort()
                .dynamicHttpsPort()
                .bindAddress("127.0.0.1")
                .keystorePath(keys.toString())
                .keystoreType("PKCS12")
                .keystorePassword(PASSWORD)
                .keyManagerPassword(PASSWORD));
        tls.start();
        try {
            tls.stubFor(post(anyUrl()).willReturn(aResponse().withStatus(200)));
            WebhookClient client = new PekkoWebhookClient(kit.system(), addresses, trusting(keys));

            assertThat(send(client, URI.create("https://hooks.example:" + tls.httpsPort() + "/")))
                    .isEqualTo(new Answer(200, null, null));
            assertThat(send(client, URI.create("https://other.example:" + tls.httpsPort() + "/")))
                    .isEqualTo(Answer.none(WebhookFailure.TLS_FAILED));
            tls.verify(1, postRequestedFor(anyUrl()));
        } finally {
            tls.stop();
        }
    }

    private static void makeCertificate(Path keys, String name) throws Exception {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "receiver",
                        "-dname",
                        "CN=receiver",
                        "-ext",
                        "san=dns:" + name,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        keys.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        keytool.getInputStream().transferTo(OutputStream.nullOutputStream());
        assertThat(keytool.waitFor()).isZero();
    }

    private static SSLContext trusting(Path keys) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(
                "receiver",
                KeyStore.getInstance(keys.toFile(), PASSWORD.toCharArray()).getCertificate("receiver"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    @Test
    void messagesShareAConnectionAndComeInOrder() {
        answers(aResponse().withStatus(200));
        List<String> sent = new ArrayList<>();

        try (Line line = client().open(uri("/"))) {
            for (int i = 0; i < 200; i++) {
                sent.add("event_" + i);
                Answer answer = line.post(new Post("event_" + i, 1, "v1,a", "{}"), PATIENT)
                        .join();
                assertThat(answer.failure()).isNull();
            }
        }

        assertThat(
                        receiver.getAllServeEvents().stream()
                                .map(event -> event.getRequest().getHeader("webhook-id"))
                                .toList()
                                .stream()
                                .sorted()
                                .toList())
                .containsExactlyElementsOf(sent.stream().sorted().toList());
    }

    @Test
    void oneThatHangsUpAfterEachAnswerIsConnectedAgain() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> unused =
                    CompletableFuture.runAsync(() -> answer(server, "Content-Length: 0", true, connections));
            try (Line line = client().open(URI.create("http://127.0.0.1:" + server.getLocalPort() + "/"))) {
                for (int i = 0; i < 20; i++) {
                    assertThat(line.post(POST, PATIENT).join()).isEqualTo(new Answer(200, null, null));
                }
            }
        }
        assertThat(connections).hasValueGreaterThanOrEqualTo(20);
    }

    /** Says nothing of hanging up before it does, or does not and leaves the body open. */
    private static void answer(ServerSocket server, String header, boolean hangsUp, AtomicInteger connections) {
        List<Socket> open = new ArrayList<>();
        try {
            while (true) {
                Socket socket = server.accept();
                open.add(socket);
                connections.incrementAndGet();
                if (socket.getInputStream().read(new byte[4_096]) > 0) {
                    socket.getOutputStream()
                            .write(("HTTP/1.1 200 OK\r\n" + header + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
                    socket.getOutputStream().flush();
                }
                if (hangsUp) {
                    socket.close();
                }
            }
        } catch (IOException theTestIsOver) {
            for (Socket each : open) {
                hangUp(each);
            }
        }
    }

    private static void hangUp(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void anAddressInsideIsRefusedWithoutAKnock() {
        answers(aResponse().withStatus(200));
        addresses.close();
        addresses = new WebhookAddresses(false, InetAddress::getAllByName);

        URI inside = URI.create("https://127.0.0.1:" + receiver.httpsPort() + "/");
        assertThat(send(inside, PATIENT)).isEqualTo(Answer.none(WebhookFailure.ADDRESS_REFUSED));
        assertThat(send(URI.create("https://localhost:" + receiver.httpsPort() + "/"), PATIENT))
                .isEqualTo(Answer.none(WebhookFailure.ADDRESS_REFUSED));
        assertThat(receiver.getAllServeEvents()).isEmpty();
    }

    /** The name is looked up once for each connection, and the connection goes where that look-up said. */
    @Test
    void aNameThatChangesBetweenCheckAndConnectionLeadsNowhereElse() {
        answers(aResponse().withStatus(200));
        AtomicInteger lookUps = new AtomicInteger();
        addresses.close();
        addresses = new WebhookAddresses(true, name -> new InetAddress[] {
            InetAddress.getByName(lookUps.incrementAndGet() == 1 ? "127.0.0.1" : "169.254.169.254")
        });

        try (Line line = client().open(URI.create("http://rebound.example:" + receiver.port() + "/"))) {
            assertThat(line.post(POST, PATIENT).join()).isEqualTo(new Answer(200, null, null));
        }
        assertThat(lookUps).hasValue(1);
        receiver.verify(postRequestedFor(anyUrl()).withHeader("Host", equalTo("rebound.example:" + receiver.port())));

        assertThat(send(URI.create("http://rebound.example:" + receiver.port() + "/"), PATIENT))
                .isEqualTo(Answer.none(WebhookFailure.ADDRESS_REFUSED));
        receiver.verify(1, postRequestedFor(anyUrl()));
    }

    @Test
    void aNameThatIsNotFoundIsSaidToBe() {
        addresses.close();
        addresses = new WebhookAddresses(true, name -> {
            throw new UnknownHostException(name);
        });

        assertThat(send(URI.create("https://nobody.example/"), PATIENT))
                .isEqualTo(Answer.none(WebhookFailure.NAME_NOT_FOUND));
    }

    private void answers(ResponseDefinitionBuilder answer) {
        receiver.stubFor(post(anyUrl()).willReturn(answer));
    }

    private URI uri(String target) {
        return URI.create("http://127.0.0.1:" + receiver.port() + target);
    }

    private WebhookClient client() {
        return PekkoWebhookClient.trustingTheSystem(kit.system(), addresses);
    }

    private Answer send(String target, Duration patience) {
        return send(uri(target), patience);
    }

    private Answer send(URI url, Duration patience) {
        try (Line line = client().open(url)) {
            return line.post(POST, patience).join();
        }
    }

    private static Answer send(WebhookClient client, URI url) {
        try (Line line = client.open(url)) {
            return line.post(POST, PATIENT).join();
        }
    }
}
