package io.evently.http.route;

import io.evently.http.access.Access;
import io.evently.http.answer.Problem;
import io.evently.http.answer.Reply;
import io.evently.http.read.Body;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/**
 * One row of the table of routes.
 *
 * <p>A path is a template such as {@code /v1/events/{id}/bookings}; a literal segment goes before a parameter. A route
 * made without a {@link Reader} takes no query parameters, and of a body not more than an object without fields. That of a
 * GET has no meaning and is ignored.
 */
public final class Endpoint {

    private static final String JSON = "application/json";

    private final Method method;
    private final String path;
    private final Access access;
    private final Action<?> action;
    private final String produces;
    private final boolean operational;
    private final boolean limitedAsLogIn;
    private final Watch watch;
    private final int mostBytes;
    private final List<String> parameters;

    private Endpoint(
            Method method,
            String path,
            Access access,
            Action<?> action,
            String produces,
            boolean operational,
            boolean limitedAsLogIn,
            Watch watch,
            int mostBytes) {
        this.method = method;
        this.path = path;
        this.access = access;
        this.action = action;
        this.produces = produces;
        this.operational = operational;
        this.limitedAsLogIn = limitedAsLogIn;
        this.watch = watch;
        this.mostBytes = mostBytes;
        this.parameters = segments().stream()
                .filter(segment -> segment.startsWith("{"))
                .map(segment -> segment.substring(1, segment.length() - 1))
                .toList();
    }

    public static Endpoint get(String path, Access access, Handler handler) {
        return of(Method.GET, path, access, handler);
    }

    public static <T> Endpoint get(String path, Access access, Reader<T> reader, Handler.Of<T> handler) {
        return of(Method.GET, path, access, reader, handler);
    }

    public static Endpoint post(String path, Access access, Handler handler) {
        return of(Method.POST, path, access, handler);
    }

    public static <T> Endpoint post(String path, Access access, Reader<T> reader, Handler.Of<T> handler) {
        return of(Method.POST, path, access, reader, handler);
    }

    public static <T> Endpoint put(String path, Access access, Reader<T> reader, Handler.Of<T> handler) {
        return of(Method.PUT, path, access, reader, handler);
    }

    public static <T> Endpoint patch(String path, Access access, Reader<T> reader, Handler.Of<T> handler) {
        return of(Method.PATCH, path, access, reader, handler);
    }

    public static Endpoint delete(String path, Access access, Handler handler) {
        return of(Method.DELETE, path, access, handler);
    }

    public static <T> Endpoint delete(String path, Access access, Reader<T> reader, Handler.Of<T> handler) {
        return of(Method.DELETE, path, access, reader, handler);
    }

    /**
     * A route for those who run or explore the server: public, and indifferent to query parameters and {@code Accept},
     * because scrapers, probes and browsers send what they like. Those of {@code /health} are never rate limited: a probe
     * must not fail because of a neighbour behind the same address.
     */
    public static Endpoint operational(String path, Handler handler) {
        Objects.requireNonNull(handler);
        return new Endpoint(
                Method.GET,
                path,
                Access.PUBLIC,
                new Action<>(input -> input, (call, input) -> handler.handle(call)),
                "*/*",
                true,
                false,
                Watch.OF_NOBODY,
                Body.MOST_BYTES);
    }

    /** The same route, answering in another media type than JSON ({@code text/event-stream}). */
    public Endpoint producing(String mediaType) {
        return new Endpoint(method, path, access, action, mediaType, operational, limitedAsLogIn, watch, mostBytes);
    }

    /** The same route, for which a password is hashed: each client address may ask it few times a minute. */
    public Endpoint limitedAsLogIn() {
        return new Endpoint(method, path, access, action, produces, operational, true, watch, mostBytes);
    }

    /** The same route, of which the security log hears so much. */
    public Endpoint watched(Watch what) {
        return new Endpoint(method, path, access, action, produces, operational, limitedAsLogIn, what, mostBytes);
    }

    /** The same route, for larger bodies than others: few of them may be under way at once. */
    public Endpoint takingUpTo(int bytes) {
        return new Endpoint(method, path, access, action, produces, operational, limitedAsLogIn, watch, bytes);
    }

    public Method method() {
        return method;
    }

    /** The template, as {@code openapi.yaml} spells it. */
    public String path() {
        return path;
    }

    public Access access() {
        return access;
    }

    public String produces() {
        return produces;
    }

    public boolean isOperational() {
        return operational;
    }

    public boolean isLimitedAsLogIn() {
        return limitedAsLogIn;
    }

    /** How large a body may be. */
    public int mostBytes() {
        return mostBytes;
    }

    /** What the security log hears of it. */
    public Watch watch() {
        return watch;
    }

    /** Whether somebody has thought of what it shows of others: {@link Watch}. */
    public boolean isWatchDeclared() {
        return !watch.equals(Watch.UNDECLARED);
    }

    /** Whether it is a probe's question: it costs nothing to answer, and is never limited. */
    public boolean isProbe() {
        return operational && path.startsWith("/health/");
    }

    List<String> segments() {
        return List.of(path.substring(1).split("/"));
    }

    /** The names of the path's parameters, from left to right. */
    public List<String> parameters() {
        return parameters;
    }

    /**
     * Syntax: reads the request.
     *
     * @throws Problem with everything that is wrong
     */
    public Prepared prepare(Input input) {
        return action.prepare(input, !operational, method != Method.GET);
    }

    @Override
    public String toString() {
        return method + " " + path;
    }

    private static Endpoint of(Method method, String path, Access access, Handler handler) {
        Objects.requireNonNull(handler);
        return of(method, path, access, input -> input, (call, input) -> handler.handle(call));
    }

    private static <T> Endpoint of(Method method, String path, Access access, Reader<T> reader, Handler.Of<T> handler) {
        if (!path.startsWith("/") || path.endsWith("/")) {
            throw new IllegalArgumentException("a path starts with a slash and ends without one: " + path);
        }
        return new Endpoint(
                method,
                path,
                access,
                new Action<>(reader, handler),
                JSON,
                false,
                false,
                Watch.UNDECLARED,
                Body.MOST_BYTES);
    }

    /** A request that was read and only waits to be handled. */
    @FunctionalInterface
    public interface Prepared {
        CompletionStage<Reply> handle(Call call);
    }

    private record Action<T>(Reader<T> reader, Handler.Of<T> handler) {

        Prepared prepare(Input input, boolean strict, boolean mayHaveBody) {
            T content = input.read(reader, strict, mayHaveBody);
            return call -> handler.handle(call, content);
        }
    }

    /** The methods routes may have; HEAD and OPTIONS are answered by the frame. */
    public enum Method {
        GET,
        POST,
        PUT,
        PATCH,
        DELETE
    }
}
