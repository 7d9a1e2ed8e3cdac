package io.evently.loadtest.rival.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.RemoteAddress;
import org.apache.pekko.util.ByteString;

/**
 * {@code POST /v1/events/{id}/bookings} as Evently has it; an echo route, to warm the server up; readiness; and
 * {@code PUT /pool/{size}} for the bench.
 */
final class RivalRoutes {

    private static final Pattern BOOKINGS = Pattern.compile("/v1/events/([0-9a-f-]{36})/bookings");
    private static final String POOL = "/pool/";
    private static final int MOST_SEATS = 10;
    private static final long BODY_WITHIN_MILLIS = 10_000;
    private static final ObjectReader JSON = new ObjectMapper().readerFor(Wish.class);

    private final TokenCheck tokens;
    private final BookingCalls calls;
    private final ClassicActorSystemProvider system;

    RivalRoutes(TokenCheck tokens, BookingCalls calls, ClassicActorSystemProvider system) {
        this.tokens = tokens;
        this.calls = calls;
        this.system = system;
    }

    private record Wish(int quantity) {}

    /** The stage never fails. */
    CompletionStage<RivalAnswer> answer(HttpRequest request) {
        // A body that came with its head, as all of the bench do, is here already.
        if (request.entity() instanceof HttpEntity.Strict body) {
            return answer(request, body.getData());
        }
        return request.entity()
                .toStrict(BODY_WITHIN_MILLIS, system)
                .thenComposeAsync(
                        body -> answer(request, body.getData()),
                        system.classicSystem().dispatcher());
    }

    private CompletionStage<RivalAnswer> answer(HttpRequest request, ByteString body) {
        String path = request.getUri().path();
        Matcher bookings = BOOKINGS.matcher(path);
        boolean posts = request.method().value().equals("POST");
        if (posts && bookings.matches()) {
            return book(request, UUID.fromString(bookings.group(1)), body);
        } else if (posts && path.equals("/v1/echo")) {
            return now(echo(request, body));
        } else if (path.equals("/health/ready")) {
            return now(RivalAnswer.empty(200));
        } else if (request.method().value().equals("PUT") && path.startsWith(POOL)) {
            calls.resize(Integer.parseInt(path.substring(POOL.length())));
            return now(RivalAnswer.empty(204));
        }
        return now(RivalAnswer.problem(404, "NOT_FOUND"));
    }

    private CompletionStage<RivalAnswer> book(HttpRequest request, UUID event, ByteString body) {
        Optional<UUID> user = tokens.user(header(request, "authorization"));
        if (user.isEmpty()) {
            return now(RivalAnswer.problem(401, "UNAUTHENTICATED"));
        }
        Optional<Wish> wish = wish(body);
        String key = header(request, "idempotency-key");
        if (wish.isEmpty() || key == null) {
            return now(RivalAnswer.problem(422, "VALIDATION_FAILED"));
        }
        var call = new BookingCall(
                newId(),
                event,
                user.get(),
                key,
                wish.get().quantity(),
                address(request),
                header(request, "user-agent"));
        return calls.book(call).handle((result, failure) -> {
            if (failure != null) {
                failure.printStackTrace();
                return RivalAnswer.problem(500, "INTERNAL_ERROR");
            }
            return RivalAnswer.of(call, result);
        });
    }

    private RivalAnswer echo(HttpRequest request, ByteString body) {
        if (tokens.user(header(request, "authorization")).isEmpty()) {
            return RivalAnswer.problem(401, "UNAUTHENTICATED");
        }
        return wish(body).map(RivalAnswer::ok).orElseGet(() -> RivalAnswer.problem(422, "VALIDATION_FAILED"));
    }

    private static Optional<Wish> wish(ByteString body) {
        try {
            Wish wish = JSON.readValue(body.toArrayUnsafe());
            return wish.quantity() >= 1 && wish.quantity() <= MOST_SEATS ? Optional.of(wish) : Optional.empty();
        } catch (IOException none) {
            return Optional.empty();
        }
    }

    private static String header(HttpRequest request, String name) {
        for (HttpHeader header : request.getHeaders()) {
            if (header.is(name)) {
                return header.value();
            }
        }
        return null;
    }

    private static String address(HttpRequest request) {
        return request.getAttribute(AttributeKeys.remoteAddress)
                .flatMap(RemoteAddress::getAddress)
                .map(InetAddress::getHostAddress)
                .orElse(null);
    }

    /** A UUIDv7: the next one is beside it in an index. */
    private static UUID newId() {
        var random = ThreadLocalRandom.current();
        return new UUID(
                System.currentTimeMillis() << 16 | 0x7000 | random.nextInt(0x1000),
                Long.MIN_VALUE | random.nextLong() >>> 2);
    }

    private static CompletionStage<RivalAnswer> now(RivalAnswer answer) {
        return CompletableFuture.completedFuture(answer);
    }
}
