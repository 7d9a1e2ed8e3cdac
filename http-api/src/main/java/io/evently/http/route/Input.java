package io.evently.http.route;

import io.evently.event.EventCommand;
import io.evently.http.answer.Problem;
import io.evently.http.read.Body;
import io.evently.http.read.IfMatch;
import io.evently.http.read.JsonBody;
import io.evently.http.read.QueryParams;
import io.evently.http.read.RequestHeaders;
import java.util.List;
import java.util.Optional;

/** What a {@link Reader} reads from: body, query and headers of one request, with one list of what is wrong. */
public final class Input {

    private static final int LONGEST_KEY = 128;

    private final RequestHeaders headers;
    private final Body body;
    private final String rawQuery;
    private final Problem.Collector errors = new Problem.Collector();
    private JsonBody json;
    private boolean raw;
    private QueryParams query;

    public Input(RequestHeaders headers, Body body, String rawQuery) {
        this.headers = headers;
        this.body = body;
        this.rawQuery = rawQuery;
    }

    /**
     * The body, which must be one JSON object.
     *
     * @throws Problem 415 unless it is declared as JSON, 400 unless it is JSON, 422 unless it is an object
     */
    public JsonBody body() {
        if (json == null) {
            json = JsonBody.of(body.json(), errors);
        }
        return json;
    }

    /** The body as it came, for what is signed; nobody changes it. */
    public byte[] rawBody() {
        raw = true;
        return body.bytes();
    }

    public QueryParams query() {
        if (query == null) {
            query = QueryParams.of(rawQuery, errors);
        }
        return query;
    }

    /** {@code Idempotency-Key}: 1 to 128 printable ASCII characters, sent at most once. */
    public Optional<String> idempotencyKey() {
        List<String> sent = headers.all("idempotency-key");
        if (sent.isEmpty()) {
            return Optional.empty();
        }
        String key = sent.get(0);
        if (sent.size() > 1) {
            errors.add("Idempotency-Key", "must be sent at most once");
        } else if (key.isEmpty() || key.length() > LONGEST_KEY || !isPrintableAscii(key)) {
            errors.add("Idempotency-Key", "must be 1 to 128 printable ASCII characters");
        }
        return Optional.of(key);
    }

    /** {@code If-Match}: the versions the caller is content to change. */
    public Optional<EventCommand.IfMatch> ifMatch() {
        List<String> sent = headers.all("if-match");
        if (sent.isEmpty()) {
            return Optional.empty();
        }
        Optional<EventCommand.IfMatch> parsed = IfMatch.parse(String.join(",", sent));
        if (parsed.isEmpty()) {
            errors.add("If-Match", "must be * or a list of entity tags such as \"3\"");
        }
        return parsed;
    }

    /** Another header, as it was sent, at most once. */
    public Optional<String> header(String name) {
        List<String> sent = headers.all(name);
        if (sent.size() > 1) {
            errors.add(name, "must be sent at most once");
        }
        return sent.stream().findFirst();
    }

    /** Refuses the request for a reason of the route's own, such as two fields that contradict each other. */
    public void refuse(String field, String message) {
        errors.add(field, message);
    }

    /**
     * Runs the reader and refuses what it left unread.
     *
     * @param strict whether unknown query parameters are refused
     * @param mayHaveBody whether a body means something: one that the reader left must be empty or an object without fields
     * @throws Problem with everything that is wrong
     */
    <T> T read(Reader<T> reader, boolean strict, boolean mayHaveBody) {
        T content;
        try {
            content = reader.read(this);
        } catch (Problem problem) {
            throw problem;
        } catch (RuntimeException e) {
            // A reader that stumbles over the stand-in of a wrong value is excused: the request is refused anyway.
            errors.throwIfAny();
            throw e;
        }
        if (json == null && !raw && mayHaveBody && !body.isEmpty()) {
            json = body();
        }
        if (json != null) {
            json.refuseUnread();
        }
        if (strict) {
            query().refuseUnread();
        }
        errors.throwIfAny();
        return content;
    }

    private static boolean isPrintableAscii(String text) {
        return text.chars().allMatch(c -> c >= 0x20 && c <= 0x7e);
    }
}
