package io.evently.routes;

import io.evently.RunningNode;
import io.evently.http.access.Principal;
import io.evently.http.access.Tokens;
import io.evently.http.route.Endpoint;
import io.evently.http.server.RawClient;
import io.evently.http.server.RawClient.Answer;
import io.evently.tables.message.EmailRow;
import io.evently.user.Role;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Everything a node serves, over real HTTP and on a real PostgreSQL; one in each JVM for all tests that ask for it. */
public final class WholeApi implements AutoCloseable {

    /** Which the tokens are signed with. */
    public static final String SECRET = "a secret of the tests, long enough!!";

    private static final String ADMIN_PASSWORD = "the admin of the tests";

    final Tokens tokens = new Tokens(SECRET, Clock.systemUTC());
    final String admin = bearer(UUID.randomUUID(), Role.ADMIN);

    private final RunningNode node = RunningNode.start(SECRET, ADMIN_PASSWORD);

    WholeApi() {}

    /** One that no other test uses. */
    public static WholeApi start() {
        return new WholeApi();
    }

    /** Where the node listens on loopback. */
    public int port() {
        return node.port();
    }

    /** All routes, as the node serves them. */
    List<Endpoint> endpoints() {
        return node.endpoints();
    }

    /** Somebody without a token. */
    Caller stranger() {
        return new Caller(address(), null, null);
    }

    /** A user of whom nobody has heard: the token is enough to book. */
    Caller newUser() {
        return newCaller(Role.USER);
    }

    Caller newAdmin() {
        return newCaller(Role.ADMIN);
    }

    /** The admin who was registered when the node started. */
    Caller firstAdmin() {
        Answer session = stranger()
                .post("/v1/sessions", "{\"email\": \"admin@evently.local\", \"password\": \"" + ADMIN_PASSWORD + "\"}");
        return new Caller(address(), null, session.text("accessToken"));
    }

    /** Whoever holds this token. */
    Caller holderOf(String token) {
        return new Caller(address(), null, token);
    }

    private Caller newCaller(Role role) {
        UUID id = UUID.randomUUID();
        return new Caller(address(), id, tokens.issue(new Principal(id, role), Duration.ofHours(1)));
    }

    private String address() {
        return "http://127.0.0.1:" + node.port();
    }

    /** The header of a user nobody has registered, which is enough for everything but {@code /v1/users}. */
    String bearer(UUID userId, Role role) {
        return "Authorization: Bearer " + tokens.issue(new Principal(userId, role), Duration.ofHours(1)) + "\r\n";
    }

    /** What the newest mail of a user for that cause links to; null while there is none. */
    String linkOf(String userId, String cause) {
        for (String url : node.databases()) {
            try (Connection connection = DriverManager.getConnection(url);
                    Statement statement = connection.createStatement();
                    ResultSet mail = statement.executeQuery(
                            """
                            select id, template_type, micros_of_timestamp(created_at) from email_delivery_log
                            where user_id = '%s' and cause = '%s' order by created_at desc, id desc limit 1
                            """
                                    .formatted(userId, cause))) {
                if (mail.next()) {
                    UUID id = mail.getObject(1, UUID.class);
                    UUID user = UUID.fromString(userId);
                    return node.link(new EmailRow(id, user, cause, mail.getString(2), Map.of(), mail.getLong(3)));
                }
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }
        return null;
    }

    /** Why mails were written to a user, one word each. */
    List<String> causesOfMailsTo(String userId) {
        List<String> causes = new ArrayList<>();
        for (String url : node.databases()) {
            try (Connection connection = DriverManager.getConnection(url);
                    Statement statement = connection.createStatement();
                    ResultSet mails = statement.executeQuery(
                            "select cause from email_delivery_log where user_id = '%s'".formatted(userId))) {
                while (mails.next()) {
                    causes.add(mails.getString(1));
                }
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }
        return causes;
    }

    /** JDBC URLs of its four databases, for a superuser. */
    List<String> databases() {
        return node.databases();
    }

    RawClient connect() {
        return new RawClient(node.port());
    }

    /** Sends one request on a connection of its own; JSON if it has a body. */
    Answer ask(String method, String target, String headers, String body) {
        return send(method, target, body.isEmpty() ? headers : headers + "Content-Type: application/json\r\n", body);
    }

    /** Sends one request on a connection of its own, with no other headers than these. */
    Answer send(String method, String target, String headers, String body) {
        try (RawClient client = connect()) {
            return client.request(method, target, headers, body).answer();
        }
    }

    /** Commits in all journals: what nobody may change by asking wrongly. */
    long commits() throws Exception {
        long rows = 0;
        for (String url : node.databases()) {
            try (Connection connection = DriverManager.getConnection(url);
                    Statement statement = connection.createStatement();
                    ResultSet count = statement.executeQuery("select count(*) from event_journal")) {
                count.next();
                rows += count.getLong(1);
            }
        }
        return rows;
    }

    /** Runs a statement in all databases, for what only time could bring about; returns how many rows it wrote. */
    int change(String sql) throws SQLException {
        int rows = 0;
        for (String url : node.databases()) {
            try (Connection connection = DriverManager.getConnection(url);
                    Statement statement = connection.createStatement()) {
                rows += statement.executeUpdate(sql);
            }
        }
        return rows;
    }

    @Override
    public void close() throws IOException {
        node.close();
    }

    /** Hands the one instance to tests of all classes, and closes it after the last of them. */
    public static final class Shared implements ParameterResolver {

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == WholeApi.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getStore(ExtensionContext.StoreScope.LAUNCHER_SESSION, ExtensionContext.Namespace.GLOBAL)
                    .getOrComputeIfAbsent(WholeApi.class, key -> new WholeApi(), WholeApi.class);
        }
    }
}
