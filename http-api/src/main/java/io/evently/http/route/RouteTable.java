package io.evently.http.route;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.http.scaladsl.model.Uri;

/**
 * Finds the route of a path: a tree with one level per segment, so that the cost depends on the path's length and not
 * on the number of routes. A literal segment goes before a parameter; a trailing slash is another path.
 */
public final class RouteTable {

    private final Node root = new Node();

    public RouteTable(List<Endpoint> endpoints) {
        endpoints.forEach(this::add);
    }

    /** The endpoints of a path, and the values of its parameters. */
    public Optional<Match> find(Uri.Path path) {
        List<String> values = new ArrayList<>(2);
        return Optional.ofNullable(find(root, path, values)).map(node -> new Match(node.endpoints, values));
    }

    private static Node find(Node node, Uri.Path rest, List<String> values) {
        if (rest.isEmpty()) {
            return node.endpoints.isEmpty() ? null : node;
        }
        // Pekko's path is a list of slashes and decoded segments; two slashes in a row hold an empty segment.
        if (!rest.startsWithSlash() || !rest.tail().startsWithSegment()) {
            return null;
        }
        String segment = (String) rest.tail().head();
        Uri.Path after = rest.tail().tail();
        Node literal = node.literals.get(segment);
        if (literal != null) {
            Node found = find(literal, after, values);
            if (found != null) {
                return found;
            }
        }
        if (node.parameter == null) {
            return null;
        }
        values.add(segment);
        Node found = find(node.parameter, after, values);
        if (found == null) {
            values.remove(values.size() - 1);
        }
        return found;
    }

    private void add(Endpoint endpoint) {
        Node node = root;
        for (String segment : endpoint.segments()) {
            node = segment.startsWith("{") ? node.parameter() : node.literals.computeIfAbsent(segment, s -> new Node());
        }
        Endpoint other = node.endpoints.putIfAbsent(endpoint.method(), endpoint);
        if (other != null) {
            throw new IllegalArgumentException(endpoint + " and " + other + " are the same route");
        }
    }

    /**
     * A path that exists.
     *
     * @param endpoints by method; never empty
     * @param values of the path's parameters, from left to right
     */
    public record Match(Map<Endpoint.Method, Endpoint> endpoints, List<String> values) {

        /** The endpoint of a method's name; HEAD arrives as GET. */
        public Optional<Endpoint> endpoint(String method) {
            for (Endpoint endpoint : endpoints.values()) {
                if (endpoint.method().name().equals(method)) {
                    return Optional.of(endpoint);
                }
            }
            return Optional.empty();
        }

        public String allow() {
            return Stream.concat(
                            endpoints.keySet().stream()
                                    .flatMap(method -> method == Endpoint.Method.GET
                                            ? Stream.of("GET", "HEAD")
                                            : Stream.of(method.name())),
                            Stream.of("OPTIONS"))
                    .collect(Collectors.joining(", "));
        }
    }

    private static final class Node {
        private final Map<String, Node> literals = new HashMap<>();
        private final Map<Endpoint.Method, Endpoint> endpoints = new EnumMap<>(Endpoint.Method.class);
        private Node parameter;

        private Node parameter() {
            if (parameter == null) {
                parameter = new Node();
            }
            return parameter;
        }
    }
}
