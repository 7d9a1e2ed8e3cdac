package io.evently.routes;

import io.evently.http.answer.ErrorCode;
import io.evently.http.answer.FieldError;
import io.evently.http.answer.Problem;
import io.evently.http.answer.Reply;
import io.evently.idempotency.KeysUnavailable;
import io.evently.tables.message.WebhooksTable;
import io.evently.webhook.Webhooks.UrlProblem;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What admins are answered who change webhooks. */
final class WebhookAnswers {

    private static final Logger log = LoggerFactory.getLogger(WebhookAnswers.class);

    private WebhookAnswers() {}

    static Reply notFound() {
        return Reply.of(noSuchWebhook());
    }

    static Problem noSuchWebhook() {
        return Problem.notFound("There is no webhook with this id.");
    }

    static Reply deliveryNotFound() {
        return Reply.of(Problem.notFound("This webhook was told nothing with this id, or it is over for a week."));
    }

    static Reply tooMany() {
        return Reply.of(Problem.of(
                ErrorCode.WEBHOOK_LIMIT_REACHED,
                "There are " + WebhooksTable.MOST + " webhooks, as many as there may be; delete one first."));
    }

    static Reply switchedOff() {
        return Reply.of(Problem.of(
                ErrorCode.WEBHOOK_NOT_ACTIVE, "This webhook is switched off; switch it on (PATCH) and try again."));
    }

    static Reply unusable(UrlProblem why) {
        String message =
                switch (why) {
                    case NAME_NOT_FOUND -> "names a host that cannot be found";
                    case PRIVATE_ADDRESS ->
                        "leads into a private network; EVENTLY_WEBHOOK_PRIVATE_ADDRESSES=true would allow it";
                    case RESERVED_ADDRESS -> "leads to a link-local or reserved address";
                    case WITHOUT_TLS -> "leads to a public address: must begin with https://";
                };
        return Reply.of(Problem.invalid(List.of(new FieldError("url", message))));
    }

    /** What was to be written may have been, unless there was no connection, or no place to wait for one. */
    static CompletableFuture<Reply> orFailure(CompletableFuture<Reply> answer) {
        return answer.exceptionallyCompose(failure -> {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            boolean nothingHappened = cause instanceof RejectedExecutionException
                    || cause instanceof KeysUnavailable
                    || cause instanceof SQLTransientConnectionException;
            if (nothingHappened || cause instanceof SQLException) {
                log.warn("a webhook could not be changed: {}", cause.toString());
                return CompletableFuture.completedFuture(
                        Reply.of(nothingHappened ? Rejections.busy() : Rejections.unknown()));
            }
            return CompletableFuture.failedFuture(cause);
        });
    }
}
