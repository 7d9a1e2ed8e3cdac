package io.evently.http.answer;

import io.evently.event.Micros;
import io.evently.http.format.Cursor;
import io.evently.http.format.Times;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.ResponseEntity;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.SharedKillSwitch;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** An answer: a status, headers and a body, or a {@link Problem}. Immutable. */
public final class Reply {

    private static final ContentType PROBLEM_JSON = ContentTypes.parse("application/problem+json");

    /** 200 items of ordinary size are 150 kB; what somebody does not read takes memory for as long. */
    private static final int MOST_BYTES_OF_A_PAGE = 512 * 1024;

    private static final List<HttpHeader> STREAM =
            List.of(RawHeader.create("Cache-Control", "no-store"), RawHeader.create("X-Accel-Buffering", "no"));

    private final int status;
    private final ResponseEntity entity;
    private final List<HttpHeader> headers;
    private final Problem problem;
    /** Ends a body that has no end of its own. */
    private final Runnable end;

    private final Note note;

    private Reply(int status, ResponseEntity entity, List<HttpHeader> headers, Problem problem) {
        this(status, entity, headers, problem, () -> {}, Note.NONE);
    }

    private Reply(
            int status, ResponseEntity entity, List<HttpHeader> headers, Problem problem, Runnable end, Note note) {
        this.status = status;
        this.entity = entity;
        this.headers = headers;
        this.problem = problem;
        this.end = end;
        this.note = note;
    }

    /** 200 with a JSON object. */
    public static Reply ok(Consumer<JsonWriter> content) {
        return json(200, JsonWriter.toBytes(content));
    }

    /** 201 with a JSON object and where to find it again. */
    public static Reply created(String location, Consumer<JsonWriter> content) {
        return json(201, JsonWriter.toBytes(content)).header("Location", location);
    }

    /**
     * 200 with one page of a list, of no more than some 500 kB: it ends earlier, and the next begins there.
     *
     * @param more whether there is more behind the items
     * @param cursor the position after an item, by {@link Cursor#of}
     */
    public static <T> Reply page(
            List<T> items, boolean more, BiConsumer<JsonWriter, T> item, Function<T, String> cursor) {
        return page(items, more, item, cursor, json -> {});
    }

    /** The same with what else is to be said of the list. */
    public static <T> Reply page(
            List<T> items,
            boolean more,
            BiConsumer<JsonWriter, T> item,
            Function<T, String> cursor,
            Consumer<JsonWriter> ofTheList) {
        return ok(json -> {
            int written = json.objectsWithin(MOST_BYTES_OF_A_PAGE, "items", items, item);
            boolean goesOn = more || written < items.size();
            json.text("nextCursor", goesOn ? cursor.apply(items.get(written - 1)) : null);
            ofTheList.accept(json);
        });
    }

    /** The same answer with the time until which it knows everything, microseconds. */
    public Reply asOf(long epochMicros) {
        return header("Evently-As-Of", Times.format(Micros.toInstant(epochMicros)));
    }

    /** An object that was written before, such as the original answer to a repeated request. */
    public static Reply json(int status, byte[] object) {
        return bytes(status, ContentTypes.APPLICATION_JSON, object);
    }

    public static Reply noContent() {
        return new Reply(204, HttpEntities.EMPTY, List.of(), null);
    }

    /** A refusal. */
    public static Reply of(Problem problem) {
        return new Reply(problem.code().status(), HttpEntities.EMPTY, List.of(), problem);
    }

    /**
     * 200 with a body that comes piece by piece, until the source completes or the client leaves. No cache may keep it,
     * and proxies (nginx by default) are told to pass each piece on at once.
     */
    public static Reply stream(ContentType type, Source<ByteString, ?> pieces) {
        SharedKillSwitch end = KillSwitches.shared("stream");
        return new Reply(
                200, HttpEntities.createChunked(type, pieces.via(end.flow())), STREAM, null, end::shutdown, Note.NONE);
    }

    /** Any body of any type; the bytes must not be changed afterwards. */
    public static Reply bytes(int status, ContentType type, byte[] bytes) {
        return new Reply(status, HttpEntities.create(type, ByteString.fromArrayUnsafe(bytes)), List.of(), null);
    }

    public Reply header(String name, String value) {
        List<HttpHeader> more = new ArrayList<>(headers.size() + 1);
        more.addAll(headers);
        more.add(RawHeader.create(name, value));
        return new Reply(status, entity, more, problem, end, note);
    }

    /** The same answer, with what the security log is told of it and the caller is not. */
    public Reply noting(Note what) {
        return new Reply(status, entity, headers, problem, end, what);
    }

    /**
     * The same answer with the version of what it shows, for {@code If-Match}. It is no fingerprint of the whole body
     * (bookings change the body and not the version), so nobody is told "not modified" by it.
     */
    public Reply etag(long version) {
        return header("ETag", "\"" + version + "\"");
    }

    /** This answer, for handlers that need not wait for anything. */
    public CompletionStage<Reply> now() {
        return CompletableFuture.completedFuture(this);
    }

    public int status() {
        return status;
    }

    /** Bytes of a body that is in memory already; 0 for a stream. */
    public int size() {
        return entity instanceof HttpEntity.Strict strict ? strict.getData().size() : 0;
    }

    /** Ends a stream; other bodies end by themselves. */
    public void end() {
        end.run();
    }

    /** The answer's own headers, a problem's included. */
    public List<HttpHeader> headers() {
        if (problem == null || problem.headers().isEmpty()) {
            return headers;
        }
        List<HttpHeader> all = new ArrayList<>(headers);
        problem.headers().forEach((name, value) -> all.add(RawHeader.create(name, value)));
        return all;
    }

    public ResponseEntity entity(String requestId) {
        return problem == null
                ? entity
                : HttpEntities.create(PROBLEM_JSON, ByteString.fromArrayUnsafe(problem.toJson(requestId)));
    }

    public boolean isProblem() {
        return problem != null;
    }

    /** A refusal; empty if this is none. */
    public Optional<Problem> problem() {
        return Optional.ofNullable(problem);
    }

    /** For the security log. */
    public Note note() {
        return problem == null ? note : problem.note();
    }
}
