package io.evently.routes;

import io.evently.http.access.Access;
import io.evently.http.answer.ErrorCode;
import io.evently.http.answer.JsonWriter;
import io.evently.http.answer.Problem;
import io.evently.http.answer.Reply;
import io.evently.http.format.Cursor;
import io.evently.http.read.QueryParams;
import io.evently.http.route.Call;
import io.evently.http.route.Endpoint;
import io.evently.http.route.Input;
import io.evently.http.route.Watch;
import io.evently.mail.EmailDeliveries;
import io.evently.mail.SendGridReports;
import io.evently.mail.SendGridSignature;
import io.evently.tables.ReadModel;
import io.evently.tables.message.DeliveryLogTable;
import io.evently.tables.message.DeliveryRow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What became of mails: as admins see it, and as SendGrid reports it. */
final class MailRoutes {

    private static final String DELIVERIES = "email-deliveries";

    private static final List<String> STATUSES = List.of("pending", "sent", "failed", "bounced");

    /** SendGrid gathers what it reports; some 300 bytes an event. */
    private static final int MOST_REPORTED = 1024 * 1024;

    private final ReadModel lists;
    private final EmailDeliveries deliveries;

    MailRoutes(ReadModel lists, EmailDeliveries deliveries) {
        this.lists = lists;
        this.deliveries = deliveries;
    }

    List<Endpoint> endpoints() {
        Endpoint reports = Endpoint.post("/v1/webhooks/sendgrid", Access.PUBLIC, Signed::read, this::report);
        return List.of(
                Endpoint.get("/v1/email-deliveries", Access.ADMIN, Asked::read, this::list)
                        .watched(Watch.readOf("email", "")),
                Endpoint.post("/v1/email-deliveries/{id}/retry", Access.ADMIN, this::retry),
                // Where nothing is expected, nobody may send much.
                signature().isPresent() ? reports.takingUpTo(MOST_REPORTED) : reports);
    }

    private Optional<SendGridSignature> signature() {
        return deliveries == null ? Optional.empty() : deliveries.signature();
    }

    private record Asked(Optional<String> status, Optional<DeliveryLogTable.Cursor> after, int limit) {
        static Asked read(Input input) {
            QueryParams query = input.query();
            return new Asked(
                    query.choice("status", STATUSES),
                    query.cursor(DELIVERIES, cursor -> new DeliveryLogTable.Cursor(cursor.number(), cursor.id())),
                    query.limit());
        }

        static String cursor(DeliveryRow row) {
            return Cursor.of(DELIVERIES, row.createdAt(), row.id());
        }
    }

    private CompletionStage<Reply> list(Call call, Asked asked) {
        return TableAnswers.page(
                lists.emailDeliveries(
                        TableAnswers.viewer(call),
                        asked.status().orElse(null),
                        asked.after().orElse(null),
                        asked.limit()),
                MailRoutes::delivery,
                Asked::cursor);
    }

    /** One that was sent, or is to be sent anyway, stays as it is: asking twice does no more than once. */
    private CompletionStage<Reply> retry(Call call) {
        return TableAnswers.answer(
                deliveries.retry(call.pathId("id"), call.principal().userId(), call.requestId()),
                found -> found.map(row -> Reply.ok(json -> delivery(json, row)))
                        .orElseGet(() -> Reply.of(Problem.notFound("There is no mail with this id."))));
    }

    static void delivery(JsonWriter json, DeliveryRow row) {
        json.id("id", row.id());
        json.id("userId", row.userId());
        json.text("type", row.type());
        json.text("cause", row.cause());
        json.text("eventId", row.eventId());
        json.text("reference", row.reference());
        json.text("status", row.status());
        json.text("provider", row.provider());
        json.number("attempts", row.attempts());
        time(json, "lastAttemptAt", row.lastAttemptAt());
        time(json, "nextAttemptAt", row.nextAttemptAt());
        time(json, "deliveredAt", row.deliveredAt());
        json.text("error", row.error());
        json.text("messageId", row.messageId());
        json.text("providerId", row.providerId());
        json.time("createdAt", row.createdAt());
    }

    private static void time(JsonWriter json, String name, long micros) {
        if (micros == 0) {
            json.nothing(name);
        } else {
            json.time(name, micros);
        }
    }

    /** @param body as it was signed */
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    private record Signed(String signature, String timestamp, byte[] body) {
        static Signed read(Input input) {
            return new Signed(
                    input.header("X-Twilio-Email-Event-Webhook-Signature").orElse(""),
                    input.header("X-Twilio-Email-Event-Webhook-Timestamp").orElse(""),
                    input.rawBody());
        }
    }

    private CompletionStage<Reply> report(Call call, Signed signed) {
        SendGridSignature signature = signature()
                .orElseThrow(() -> Problem.notFound("There is no such route; see /docs for those that exist."));
        if (!signature.isOf(signed.signature(), signed.timestamp(), signed.body(), Instant.now())) {
            throw Problem.of(ErrorCode.UNAUTHENTICATED, "The signature is not SendGrid's, or not of late.");
        }
        SendGridReports reports = SendGridReports.of(signed.body())
                .orElseThrow(() -> Problem.of(ErrorCode.MALFORMED_REQUEST, "The body is no JSON array of events."));
        return TableAnswers.answer(deliveries.reported(reports), done -> Reply.ok(json -> {}));
    }
}
