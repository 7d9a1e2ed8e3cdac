package io.evently.http.server;

import io.evently.database.StartupRefused;
import io.evently.http.answer.Reply;
import io.evently.http.read.RequestHeaders;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/**
 * Which origins' pages may read answers in a browser (CORS, in the Fetch standard): those the operator names, none else
 * and none by default. No credentials: a browser adds nothing by itself, pages send their token.
 */
public final class Cors {

    private static final String ALLOWED_HEADERS =
            "Authorization, Content-Type, Idempotency-Key, If-Match, Last-Event-ID, X-Request-Id";
    private static final HttpHeader EXPOSE = RawHeader.create(
            "Access-Control-Expose-Headers",
            "ETag, Location, Retry-After, X-Request-Id, Idempotent-Replayed, Evently-As-Of");
    private static final HttpHeader VARY = RawHeader.create("Vary", "Origin");
    /** Two hours, the most that Chrome takes; without it a page asks twice for each booking. */
    private static final String MAX_AGE = "7200";

    /** What an answer to a page of an origin carries, by origin. */
    private final Map<String, List<HttpHeader>> allowed;

    private Cors(Map<String, List<HttpHeader>> allowed) {
        this.allowed = allowed;
    }

    /**
     * Reads {@code EVENTLY_CORS_ORIGINS}: origins as browsers write them, comma-separated; empty for none.
     *
     * @throws StartupRefused naming what is none: it would never match
     */
    static Cors of(String setting) {
        Map<String, List<HttpHeader>> allowed = new LinkedHashMap<>();
        for (String each : setting.split(",")) {
            String origin = each.strip();
            if (!origin.isEmpty()) {
                mustBeOrigin(origin);
                allowed.put(origin, List.of(allow(origin), EXPOSE, VARY));
            }
        }
        return new Cors(allowed);
    }

    /** Scheme, host and port, and the port only if it is not the scheme's own; in small letters, and in ASCII. */
    private static void mustBeOrigin(String origin) {
        try {
            URI uri = new URI(origin);
            boolean ownPort = uri.getPort() < 0
                    || (uri.getPort() == 80 && "http".equals(uri.getScheme()))
                    || (uri.getPort() == 443 && "https".equals(uri.getScheme()));
            String written = uri.getScheme() + "://" + uri.getHost() + (ownPort ? "" : ":" + uri.getPort());
            boolean small = origin.chars().noneMatch(c -> c > 'z' || (c >= 'A' && c <= 'Z'));
            if (uri.getHost() != null && small && origin.equals(written)) {
                return;
            }
        } catch (URISyntaxException e) {
            // Refused below, with all that is no origin.
        }
        throw new StartupRefused("EVENTLY_CORS_ORIGINS: \"" + origin + "\" is no origin. Write it as browsers do:"
                + " https://shop.example or http://localhost:3000, in small letters, without a path or a slash at the"
                + " end, without the port if it is the usual one.");
    }

    /**
     * Adds what the answer to a request needs to be read by the page that asked. The answer differs by origin, so caches
     * are told even when this request has none.
     */
    void addTo(List<HttpHeader> headers, RequestHeaders request) {
        if (allowed.isEmpty()) {
            return;
        }
        List<HttpHeader> own = ofOrigin(request);
        if (own == null) {
            headers.add(VARY);
        } else {
            headers.addAll(own);
        }
    }

    /** The answer to {@code OPTIONS}, with what a browser asks before it sends what a plain form could not. */
    Reply preflight(Reply reply, String methods, RequestHeaders request) {
        boolean asked = request.first("access-control-request-method").isPresent();
        return asked && ofOrigin(request) != null
                ? reply.header("Access-Control-Allow-Methods", methods)
                        .header("Access-Control-Allow-Headers", ALLOWED_HEADERS)
                        .header("Access-Control-Max-Age", MAX_AGE)
                : reply;
    }

    /**
     * What an answer carries that was made without seeing its request: the parser's refusals are. They hold nothing of
     * anybody, so with several origins any page may read them.
     */
    List<HttpHeader> blind() {
        if (allowed.isEmpty()) {
            return List.of();
        }
        String origin = allowed.size() == 1 ? allowed.keySet().iterator().next() : "*";
        return List.of(allow(origin), EXPOSE, VARY);
    }

    private List<HttpHeader> ofOrigin(RequestHeaders request) {
        Optional<String> origin = allowed.isEmpty() ? Optional.empty() : request.first("origin");
        return origin.map(allowed::get).orElse(null);
    }

    private static HttpHeader allow(String origin) {
        return RawHeader.create("Access-Control-Allow-Origin", origin);
    }
}
