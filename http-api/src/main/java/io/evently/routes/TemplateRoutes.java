package io.evently.routes;

import io.evently.event.Labelled;
import io.evently.http.access.Access;
import io.evently.http.answer.ErrorCode;
import io.evently.http.answer.FieldError;
import io.evently.http.answer.JsonWriter;
import io.evently.http.answer.Problem;
import io.evently.http.answer.Reply;
import io.evently.http.read.QueryParams;
import io.evently.http.route.Call;
import io.evently.http.route.Endpoint;
import io.evently.http.route.Watch;
import io.evently.message.Cause;
import io.evently.message.MessageType;
import io.evently.tables.message.EmailTemplateRow;
import io.evently.template.Samples;
import io.evently.template.StoredTemplates;
import io.evently.template.TemplateRefused;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What mails say: admins read it, change it and look at it before. */
final class TemplateRoutes {

    private static final Logger log = LoggerFactory.getLogger(TemplateRoutes.class);

    private static final String PATH = "/v1/email-templates/{type}";

    /** As many as other requests are told of. */
    private static final int MOST_FAULTS = 50;

    private final StoredTemplates templates;

    TemplateRoutes(StoredTemplates templates) {
        this.templates = templates;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get(PATH, Access.ADMIN, input -> version(input.query()), this::get)
                        .watched(Watch.OF_NOBODY),
                Endpoint.put(PATH, Access.ADMIN, TemplateBodies::change, this::put),
                Endpoint.post(PATH + "/preview", Access.ADMIN, TemplateBodies::preview, this::preview));
    }

    private static Optional<Integer> version(QueryParams query) {
        return query.ordinal("version");
    }

    private CompletionStage<Reply> get(Call call, Optional<Integer> version) {
        MessageType type = type(call);
        return TableAnswers.answer(
                templates.find(TableAnswers.viewer(call), type, version), found -> found.map(TemplateRoutes::shown)
                        .orElseGet(() -> Reply.of(
                                version.isPresent()
                                        ? Problem.notFound("There is no such version of this template.")
                                        // A node that has just started stores it within seconds.
                                        : Rejections.busy())));
    }

    private CompletionStage<Reply> put(Call call, TemplateBodies.Change change) {
        MessageType type = type(call);
        var author = new StoredTemplates.Author(call.principal().userId(), call.origin());
        return answered(templates.save(type, change.content(), change.ifMatch(), author), saved -> saved.map(
                        TemplateRoutes::shown)
                .orElseGet(() -> Reply.of(Problem.of(
                        ErrorCode.VERSION_MISMATCH,
                        "If-Match names no version that the template has now; read it again."))));
    }

    private CompletionStage<Reply> preview(Call call, TemplateBodies.Preview asked) {
        MessageType type = type(call);
        Cause cause = asked.cause().orElseGet(() -> Samples.causesOf(type).get(0));
        if (cause.type() != type) {
            return Reply.of(Problem.invalid(List.of(new FieldError(
                            "variables.cause",
                            "must be one of "
                                    + String.join(
                                            ", ",
                                            Samples.causesOf(type).stream()
                                                    .map(Cause::label)
                                                    .toList())))))
                    .now();
        }
        Map<String, String> variables = new HashMap<>(Samples.of(cause));
        variables.putAll(asked.values());
        return answered(
                templates.preview(cause, asked.content(), variables),
                rendered -> Reply.ok(json -> {
                    json.text("subject", rendered.subject());
                    json.text("html", rendered.html());
                    json.text("text", rendered.text());
                }));
    }

    private static MessageType type(Call call) {
        return Labelled.find(MessageType.class, call.path("type"))
                .orElseThrow(() -> Problem.notFound("There is no template of this type."));
    }

    private static Reply shown(EmailTemplateRow row) {
        return Reply.ok(json -> document(json, row)).etag(row.version());
    }

    private static void document(JsonWriter json, EmailTemplateRow row) {
        json.text("type", row.type());
        json.text("subject", row.subject());
        json.text("html", row.html());
        json.text("text", row.text());
        json.raw("variables", row.variables());
        json.text("language", row.language());
        json.number("version", row.version());
        json.time("updatedAt", row.createdAt());
    }

    private static <T> CompletionStage<Reply> answered(CompletableFuture<T> answer, Function<T, Reply> reply) {
        return answer.handle((value, failure) -> failure == null ? reply.apply(value) : refusal(failure));
    }

    /** Of a database that fails nobody knows whether it had written; saving the same again writes nothing. */
    private static Reply refusal(Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
        if (cause instanceof TemplateRefused refused) {
            return Reply.of(Problem.invalid(refused.faults().stream()
                    .limit(MOST_FAULTS)
                    .map(fault -> new FieldError(fault.field(), fault.message()))
                    .toList()));
        }
        if (cause instanceof RejectedExecutionException) {
            return Reply.of(Rejections.busy());
        }
        if (cause instanceof SQLException) {
            log.warn("a template was perhaps not saved: {}", cause.toString());
            return Reply.of(Rejections.unknown());
        }
        throw new CompletionException(cause);
    }
}
