package io.evently.http.answer;

import io.evently.http.format.Texts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A refusal, answered as {@code application/problem+json} (RFC 9457).
 *
 * <p>It may be thrown from a reader or a handler, or returned as {@link Reply#of(Problem)}, which is cheaper when it
 * has to travel through a {@code CompletionStage}: stages wrap what is thrown and record a stack trace. It carries
 * no stack trace itself, since most requests of a flash sale end in one.
 */
public final class Problem extends RuntimeException {

    private final ErrorCode code;
    private final transient List<FieldError> errors;
    private final transient Map<String, String> members;
    private final transient Map<String, String> headers;
    private final int retryAfterSeconds;
    private final transient Note note;

    private Problem(
            ErrorCode code,
            String detail,
            List<FieldError> errors,
            Map<String, String> members,
            Map<String, String> headers,
            int retryAfterSeconds,
            Note note) {
        super(detail, null, false, false);
        this.code = code;
        this.errors = errors;
        this.members = members;
        this.headers = headers;
        this.retryAfterSeconds = retryAfterSeconds;
        this.note = note;
    }

    /**
     * A problem with a sentence for the person who reads it.
     *
     * @param detail tells the caller what to do; never holds what another person may not see
     */
    public static Problem of(ErrorCode code, String detail) {
        return new Problem(code, detail, List.of(), Map.of(), Map.of(), code.isWorthRetrying() ? 1 : 0, Note.NONE);
    }

    /** The answer for everything that does not exist, or is somebody else's. */
    public static Problem notFound(String detail) {
        return of(ErrorCode.NOT_FOUND, detail);
    }

    /** RFC 9110, section 15.5.2: a 401 says how to do better. */
    public static Problem unauthenticated(String detail) {
        return of(ErrorCode.UNAUTHENTICATED, detail).withHeader("WWW-Authenticate", "Bearer realm=\"evently\"");
    }

    /** A 422 with everything that is wrong, so that the caller need not find out one by one. */
    public static Problem invalid(List<FieldError> errors) {
        String fields = errors.size() == 1
                ? errors.get(0).field() + ": " + errors.get(0).message()
                : errors.size() + " things are not as the contract says; see errors.";
        return new Problem(ErrorCode.INVALID_REQUEST, fields, List.copyOf(errors), Map.of(), Map.of(), 0, Note.NONE);
    }

    /** The same problem, with the field that is to blame: every 422 names one. */
    public Problem because(String field, String message) {
        return new Problem(
                code, getMessage(), List.of(new FieldError(field, message)), members, headers, retryAfterSeconds, note);
    }

    /** The same problem with one more member at the top level, such as {@code currentPrice}. */
    public Problem with(String member, String value) {
        var more = new LinkedHashMap<>(members);
        more.put(member, value);
        return new Problem(code, getMessage(), errors, more, headers, retryAfterSeconds, note);
    }

    public Problem withHeader(String name, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Problem(code, getMessage(), errors, members, more, retryAfterSeconds, note);
    }

    /** The same problem with {@code Retry-After}; at least one second, because zero invites a stampede. */
    public Problem retryAfter(int seconds) {
        return new Problem(code, getMessage(), errors, members, headers, Math.max(1, seconds), note);
    }

    /** The same problem, with what the security log is told of it and the caller is not. */
    public Problem noting(Note what) {
        return new Problem(code, getMessage(), errors, members, headers, retryAfterSeconds, what);
    }

    public ErrorCode code() {
        return code;
    }

    Note note() {
        return note;
    }

    /** What is wrong with the request, for a 422; else empty. */
    public List<FieldError> errors() {
        return errors;
    }

    /** Headers of the answer, {@code Retry-After} included. */
    public Map<String, String> headers() {
        if (retryAfterSeconds == 0) {
            return headers;
        }
        var all = new LinkedHashMap<>(headers);
        all.put("Retry-After", Integer.toString(retryAfterSeconds));
        return all;
    }

    /** The document of RFC 9457, in UTF-8. */
    byte[] toJson(String requestId) {
        return JsonWriter.toBytes(json -> {
            json.text("type", code.type());
            json.text("title", code.title());
            json.number("status", code.status());
            json.text("detail", getMessage());
            json.text("code", code.name());
            json.text("requestId", requestId);
            members.forEach(json::text);
            if (!errors.isEmpty()) {
                json.objects("errors", errors, (item, error) -> {
                    item.text("field", error.field());
                    item.text("message", error.message());
                });
            }
        });
    }

    /** Collects what is wrong with one request while it is read. */
    public static final class Collector {
        /** A hostile body may hold thousands of unknown fields; nobody reads more than this. */
        private static final int MOST = 50;
        /** Names of unknown fields are echoed, but not whole novels. */
        private static final int LONGEST_NAME = 100;

        private final List<FieldError> found = new ArrayList<>(0);

        public void add(String field, String message) {
            if (found.size() < MOST) {
                found.add(new FieldError(Texts.echo(field, LONGEST_NAME), message));
            }
        }

        boolean isEmpty() {
            return found.isEmpty();
        }

        public void throwIfAny() {
            if (!found.isEmpty()) {
                throw invalid(found);
            }
        }
    }
}
