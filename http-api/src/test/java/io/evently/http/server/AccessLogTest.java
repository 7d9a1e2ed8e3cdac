package io.evently.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.evently.http.access.Access;
import io.evently.http.access.Principal;
import io.evently.http.answer.Reply;
import io.evently.http.read.RequestHeaders;
import io.evently.http.route.Endpoint;
import io.evently.user.Role;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class AccessLogTest {

    /** No ordinary request takes so long, on whatever machine. */
    private static final Duration SLOW = Duration.ofMinutes(10);

    private final Logger logger = (Logger) LoggerFactory.getLogger("io.evently.access");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final AccessLog log = new AccessLog(SLOW);

    @BeforeEach
    void listen() {
        logger.setLevel(Level.INFO);
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(lines);
        logger.setLevel(null);
    }

    @Test
    void ordinaryRequestsAreNoNews() {
        log.answered(exchange(Duration.ZERO), 201);
        log.answered(exchange(Duration.ZERO), 409);
        assertThat(lines.list).isEmpty();
        logger.setLevel(Level.DEBUG);
        log.answered(exchange(Duration.ZERO), 201);
        assertThat(lines.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.DEBUG);
    }

    @Test
    void slowRequestsAndFailuresAre() {
        log.answered(exchange(SLOW.multipliedBy(2)), 200);
        log.answered(exchange(Duration.ZERO), 503);
        assertThat(lines.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.INFO, Level.WARN);
    }

    @Test
    void aLineSaysWhatHappenedAndNotToWhom() {
        log.answered(exchange(SLOW.multipliedBy(2)), 500);
        String line = lines.list.get(0).getFormattedMessage();
        assertThat(line)
                .startsWith("method=GET route=/v1/users/{id} status=500 micros=1")
                .endsWith("requestId=order-66")
                .doesNotContain("secret", "ada@example.org", "4711", "127.0.0.1", "curl");
    }

    private static Exchange exchange(Duration age) {
        HttpRequest request = HttpRequest.GET("/v1/users/4711?email=ada@example.org")
                .addHeader(RawHeader.create("Authorization", "Bearer secret"))
                .addHeader(RawHeader.create("User-Agent", "curl"));
        var exchange = new Exchange(
                request,
                new RequestHeaders(request),
                InetAddress.getLoopbackAddress(),
                "order-66",
                System.nanoTime() - age.toNanos());
        exchange.endpoint = Endpoint.get(
                "/v1/users/{id}", Access.PUBLIC, call -> Reply.noContent().now());
        exchange.caller = Optional.of(new Principal(TestServer.USER_ID, Role.USER));
        return exchange;
    }
}
