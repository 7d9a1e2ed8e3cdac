package io.evently.http.read;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/**
 * A request's headers by name, as they were sent.
 *
 * <p>Pekko is told not to model headers it does not need itself ({@code modeled-header-parsing = off}): that is
 * cheaper, and what a client sent is judged here and not by a parser whose answers we cannot choose.
 */
public final class RequestHeaders {

    private final Iterable<HttpHeader> headers;

    public RequestHeaders(HttpRequest request) {
        this.headers = request.getHeaders();
    }

    /** The value of the first header of that name, whatever its case. */
    public Optional<String> first(String name) {
        for (HttpHeader header : headers) {
            if (header.name().equalsIgnoreCase(name)) {
                return Optional.of(header.value());
            }
        }
        return Optional.empty();
    }

    /** The value of the only header of that name; empty also where there are several, which may contradict each other. */
    public Optional<String> only(String name) {
        String only = null;
        for (HttpHeader header : headers) {
            if (header.name().equalsIgnoreCase(name)) {
                if (only != null) {
                    return Optional.empty();
                }
                only = header.value();
            }
        }
        return Optional.ofNullable(only);
    }

    /** The values of all headers of that name, in the order they were sent. */
    public List<String> all(String name) {
        List<String> values = new ArrayList<>(1);
        for (HttpHeader header : headers) {
            if (header.name().equalsIgnoreCase(name)) {
                values.add(header.value());
            }
        }
        return values;
    }

    /** Whether a value is such. */
    public boolean anyValue(Predicate<String> such) {
        for (HttpHeader header : headers) {
            if (such.test(header.value())) {
                return true;
            }
        }
        return false;
    }
}
