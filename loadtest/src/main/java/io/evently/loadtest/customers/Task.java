package io.evently.loadtest.customers;

import io.evently.loadtest.client.Json;
import io.evently.loadtest.history.Operation;
import io.evently.loadtest.history.Operation.Kind;
import io.evently.loadtest.history.Request;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A request, and what a customer does about its answer.
 *
 * @param request what is asked
 * @param next told of the last outcome, when the request is not sent again; answers what follows at once, or null
 */
public record Task(Request request, Function<Operation, Task> next) {

    /** A request after which nothing follows. */
    public static Task of(Request request) {
        return new Task(request, heard -> null);
    }

    /** The same for somebody who wants to know what came of it. */
    public static Task of(Request request, Consumer<Operation> told) {
        return new Task(request, heard -> {
            told.accept(heard);
            return null;
        });
    }

    /** A booking, and what is done about it one after the other if it is made. */
    public static Task booking(Request book, Kind... steps) {
        return new Task(book, made -> made.ok() ? about(book, made, List.of(steps)) : null);
    }

    private static Task about(Request book, Operation made, List<Kind> steps) {
        if (steps.isEmpty()) {
            return null;
        }
        Request step = Request.of(steps.get(0), book.eventId(), book.by(), Json.uuid(made.body(), "id"));
        return new Task(step, heard -> about(book, made, steps.subList(1, steps.size())));
    }
}
