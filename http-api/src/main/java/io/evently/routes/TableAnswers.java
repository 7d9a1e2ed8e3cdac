package io.evently.routes;

import io.evently.event.actor.EventReply;
import io.evently.event.actor.Events;
import io.evently.http.answer.JsonWriter;
import io.evently.http.answer.Problem;
import io.evently.http.answer.Reply;
import io.evently.http.format.Cursor;
import io.evently.http.route.Call;
import io.evently.sql.Viewer;
import io.evently.tables.ReadModel.Page;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers that come from the tables: a database that is away, or too many lists at once, is BUSY and nothing else. */
final class TableAnswers {

    private static final Logger log = LoggerFactory.getLogger(TableAnswers.class);

    private TableAnswers() {}

    /** For whom the tables are asked. */
    static Viewer viewer(Call call) {
        return call.caller()
                .map(caller -> new Viewer(caller.userId(), caller.isAdmin()))
                .orElse(Viewer.PUBLIC);
    }

    /** The rows, written by {@code written}. */
    static <T> CompletionStage<Reply> answer(CompletableFuture<T> rows, Function<T, Reply> written) {
        return rows.handle((found, failure) -> failure == null ? written.apply(found) : busy(failure));
    }

    /**
     * A page of a list, with the time until which it knows everything.
     *
     * @param cursor the position after an item, by {@link Cursor#of}
     */
    static <T> CompletionStage<Reply> page(
            CompletableFuture<Page<T>> page, BiConsumer<JsonWriter, T> item, Function<T, String> cursor) {
        return answer(page, found -> Reply.page(found.items(), found.more(), item, cursor)
                .asOf(found.asOf()));
    }

    /** Rows of an event that must exist; the actor knows, however far the tables are behind. */
    static CompletionStage<Reply> ofEvent(Events events, UUID eventId, Supplier<CompletionStage<Reply>> answer) {
        return events.get(eventId)
                .thenCompose(reply -> reply instanceof EventReply.EventState
                        ? answer.get()
                        : EventReplies.refusal(EventReplies.ofRead(reply)).now());
    }

    private static Reply busy(Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
        if (cause instanceof Problem problem) {
            return Reply.of(problem);
        }
        if (cause instanceof SQLException || cause instanceof RejectedExecutionException) {
            log.warn("a list could not be read: {}", cause.toString());
            return Reply.of(Rejections.busy());
        }
        throw new CompletionException(cause);
    }
}
