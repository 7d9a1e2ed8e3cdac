package io.evently.http.route;

import io.evently.http.answer.Problem;
import io.evently.http.answer.Reply;
import java.util.concurrent.CompletionStage;

/**
 * What a route does once every check of the frame has passed. It runs on the connection's thread: it must not block.
 *
 * <p>A {@link Problem} may be thrown, be the stage's failure, or be returned as {@link Reply#of(Problem)}. Anything
 * else that is thrown is answered as {@code INTERNAL_ERROR}, logged with the request id, and tells the caller nothing.
 */
@FunctionalInterface
public interface Handler {

    /** Answers a request that needs nothing but its path. */
    CompletionStage<Reply> handle(Call call);

    /** A handler of a request whose body, query or headers were read into a value first. */
    @FunctionalInterface
    interface Of<T> {

        /** Answers a request whose {@code content} was as the contract says. */
        CompletionStage<Reply> handle(Call call, T content);
    }
}
