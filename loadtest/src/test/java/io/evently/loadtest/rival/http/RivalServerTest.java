package io.evently.loadtest.rival.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.evently.database.embedded.EmbeddedServer;
import io.evently.loadtest.client.Outcome;
import io.evently.loadtest.history.Buyer;
import io.evently.loadtest.rival.RequestTables;
import io.evently.loadtest.rival.RivalDatabase;
import io.evently.loadtest.sut.ClusterSettings;
import io.evently.loadtest.sut.PgPass;
import io.evently.loadtest.sut.Tokens;
import io.evently.loadtest.verify.Ledger;
import io.evently.loadtest.verify.Violation;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The row lock behind HTTP, in a process of its own as the bench has it. */
class RivalServerTest {

    private static final Set<String> NO_REFUSAL = Set.of();

    private static EmbeddedServer postgres;
    private static RivalDatabase database;
    private static RivalServerProcess server;
    private static RequestTables tables;
    private static Buyer buyer;

    @TempDir
    static Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private UUID event;
    private Ledger ledger;

    @BeforeAll
    static void start() throws SQLException {
        postgres = EmbeddedServer.temporary();
        PgPass.learn(postgres.directory().getParent(), postgres.port());
        database = RivalDatabase.create(postgres.port());
        ClusterSettings settings = ClusterSettings.embeddedOfShortLife(folder);
        buyer = Buyer.someone(new Tokens(settings.jwtSecret()));
        database.addUsers(List.of(buyer.id()));
        tables = new RequestTables(database);
        server = RivalServerProcess.start(database, settings);
        server.resizePool(4);
    }

    @AfterAll
    static void stop() {
        server.close();
        postgres.close();
    }

    @BeforeEach
    void putOnSale() {
        event = tables.putOnSale(1).get(0);
        ledger = new Ledger(List.of(event), tables.capacity());
    }

    @Test
    void aBookingIsStoredWithItsKeyAndItsAttempt() throws Exception {
        HttpResponse<String> made = book("a", 3);

        assertThat(made.statusCode()).isEqualTo(201);
        JsonNode booking = new ObjectMapper().readTree(made.body());
        assertThat(booking.path("unitPrice").textValue()).isEqualTo("49.90");
        assertThat(booking.path("totalAmount").textValue()).isEqualTo("149.70");
        assertThat(made.headers().firstValue("Location"))
                .hasValue("/v1/events/" + event + "/bookings/"
                        + booking.path("id").textValue());
        assertThat(number("select count(*) from booking_attempts where ip_address = '127.0.0.1' and booking_id = '"
                        + booking.path("id").textValue() + "'"))
                .isOne();
        assertThat(audited()).isEmpty();
    }

    @Test
    void aRepeatGivesTheFirstAnswerAndBooksNothing() throws Exception {
        HttpResponse<String> first = book("a", 2);
        HttpResponse<String> again = ask(buyer.token(), "a", 2);

        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.headers().firstValue("Idempotent-Replayed")).hasValue("true");
        assertThat(number("select count(*) from bookings")).isOne();
        assertThat(number("select count(*) from booking_attempts")).isEqualTo(2);
    }

    @Test
    void aKeyAskedByManyAtOnceBooksOnce() throws Exception {
        ExecutorService many = Executors.newFixedThreadPool(8);
        try {
            Callable<String> ask = () -> ask(buyer.token(), "at once", 1).body();
            Set<String> answers = many
                    .invokeAll(Stream.generate(() -> ask).limit(32).toList())
                    .stream()
                    .map(RivalServerTest::get)
                    .collect(Collectors.toSet());
            assertThat(answers).hasSize(1);
        } finally {
            many.shutdownNow();
        }
        assertThat(number("select count(*) from bookings")).isOne();
        assertThat(number("select " + tables.capacity() + " - available_seats from events"))
                .isOne();
    }

    @Test
    void aKeyIsNotForAnotherRequest() throws Exception {
        book("a", 2);
        HttpResponse<String> other = ask(buyer.token(), "a", 3);

        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(other.body()).contains("\"code\":\"IDEMPOTENCY_KEY_REUSED\"");
    }

    @Test
    void aRefusalIsAnAttemptAndFreesTheKey() throws Exception {
        execute("update events set total_capacity = 2, available_seats = 2");
        HttpResponse<String> refused = ask(buyer.token(), "a", 3);
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("\"code\":\"NOT_ENOUGH_SEATS\"");
        assertThat(number("select count(*) from booking_attempts where failure_reason = 'NOT_ENOUGH_SEATS'"))
                .isOne();

        assertThat(ask(buyer.token(), "a", 2).statusCode()).isEqualTo(201);
        assertThat(ask(buyer.token(), "b", 1).body()).contains("SOLD_OUT");
    }

    @Test
    void withoutAGoodTokenOrAGoodBodyNothingIsAsked() throws Exception {
        assertThat(ask("nonsense", "a", 1).statusCode()).isEqualTo(401);
        Buyer forged = Buyer.of(buyer.id(), new Tokens("another secret, which is as long as it must be"));
        assertThat(ask(forged.token(), "a", 1).statusCode()).isEqualTo(401);
        assertThat(ask(buyer.token(), "a", 11).statusCode()).isEqualTo(422);
        assertThat(number("select count(*) from booking_attempts")).isZero();
    }

    @Test
    void theAuditFindsALostBooking() throws Exception {
        book("a", 2);
        execute("delete from bookings");
        assertThat(audited())
                .contains(
                        "every booking must be stored as answered, once for each customer who was answered",
                        "each booking must have one key");
    }

    @Test
    void theAuditFindsSeatsThatWereNotTaken() throws Exception {
        book("a", 2);
        execute("update events set available_seats = available_seats + 1");
        assertThat(audited()).containsExactly("the tables must show each event's seats less those acknowledged");
    }

    @Test
    void theAuditFindsALostKey() throws Exception {
        book("a", 2);
        execute("delete from idempotency_keys");
        assertThat(audited()).containsExactly("each booking must have one key");
    }

    @Test
    void theAuditFindsAKeyOfNoBooking() throws Exception {
        book("a", 2);
        execute("insert into idempotency_keys (event_id, user_id, key, quantity, booking_id)"
                + " select event_id, user_id, 'b', quantity, booking_id from idempotency_keys");
        assertThat(audited()).containsExactly("each booking must have one key");
    }

    @Test
    void theAuditFindsALostAttempt() throws Exception {
        book("a", 2);
        execute("delete from booking_attempts");
        assertThat(audited()).containsExactly("every attempt must have its row");
    }

    /** Asks, and notes in the ledger what came of it. */
    private HttpResponse<String> book(String key, int quantity) throws IOException, InterruptedException {
        HttpResponse<String> response = ask(buyer.token(), key, quantity);
        byte[] body = response.body().getBytes(java.nio.charset.StandardCharsets.UTF_8);
        ledger.heard(new Outcome.Answer(response.statusCode(), null, false, body, 1), event, buyer.id(), quantity);
        return response;
    }

    private HttpResponse<String> ask(String token, String key, int quantity) throws IOException, InterruptedException {
        String base = "http://127.0.0.1:" + server.address().getPort();
        return client.send(
                HttpRequest.newBuilder(URI.create(base + "/v1/events/" + event + "/bookings"))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", key)
                        .POST(HttpRequest.BodyPublishers.ofString("{\"quantity\":" + quantity + "}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private List<String> audited() {
        return tables.audit(ledger, NO_REFUSAL).stream().map(Violation::rule).toList();
    }

    private static String get(Future<String> answer) {
        try {
            return answer.get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.url());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long number(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.url());
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
