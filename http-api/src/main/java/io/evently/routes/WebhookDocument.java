package io.evently.routes;

import io.evently.http.answer.JsonWriter;
import io.evently.tables.message.WebhookDeliveryRow;
import io.evently.tables.message.WebhookRow;
import io.evently.webhook.WebhookClient.Answer;
import io.evently.webhook.WebhookSecret;
import io.evently.webhook.Webhooks.Tested;

/** Webhooks and what they were told, as admins see them. */
final class WebhookDocument {

    private static final int MICROS_PER_MILLI = 1_000;

    private WebhookDocument() {}

    static void webhook(JsonWriter json, WebhookRow row) {
        json.id("id", row.id());
        json.text("url", row.url());
        json.texts("types", row.types());
        if (row.eventIds() == null) {
            json.nothing("eventIds");
        } else {
            json.texts("eventIds", row.eventIds().stream().map(Object::toString).toList());
        }
        json.flag("active", row.active());
        json.text("offReason", row.offReason());
        timeOrNothing(json, "previousSecretUntil", row.previousUntil());
        json.time("createdAt", row.createdAt());
    }

    /** With its secret, which nobody is shown again. */
    static void created(JsonWriter json, WebhookRow row, WebhookSecret secret) {
        webhook(json, row);
        json.text("secret", secret.shown());
    }

    /** @param previousUntil microseconds */
    static void rotated(JsonWriter json, WebhookSecret secret, long previousUntil) {
        json.text("secret", secret.shown());
        timeOrNothing(json, "previousSecretUntil", previousUntil);
    }

    static void tested(JsonWriter json, Tested tested) {
        Answer answer = tested.answer();
        json.flag("delivered", answer.failure() == null);
        statusOrNothing(json, answer.status());
        json.text("error", answer.failure() == null ? null : answer.failure().name());
        json.number("durationMillis", tested.micros() / MICROS_PER_MILLI);
    }

    static void delivery(JsonWriter json, WebhookDeliveryRow row) {
        json.id("id", row.id());
        json.text("messageId", row.messageId());
        json.id("eventId", row.eventId());
        json.text("type", row.type());
        json.text("status", row.status());
        json.number("attempts", row.attempts());
        json.time("createdAt", row.createdAt());
        timeOrNothing(json, "nextAttemptAt", row.dueAt());
        timeOrNothing(json, "lastAttemptAt", row.attemptedAt());
        statusOrNothing(json, row.httpStatus());
        json.text("error", row.error());
    }

    private static void statusOrNothing(JsonWriter json, int status) {
        json.number("httpStatus", status == 0 ? null : Integer.valueOf(status));
    }

    private static void timeOrNothing(JsonWriter json, String name, long micros) {
        if (micros == 0) {
            json.nothing(name);
        } else {
            json.time(name, micros);
        }
    }
}
