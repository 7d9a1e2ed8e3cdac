package io.evently.routes;

import io.evently.http.answer.JsonWriter;
import io.evently.tables.message.NotificationRow;
import java.util.function.Consumer;

/** A message as its recipient sees it. */
final class NotificationDocument {

    private NotificationDocument() {}

    static Consumer<JsonWriter> of(NotificationRow row) {
        return json -> {
            json.id("id", row.id());
            json.text("type", row.type());
            json.text("cause", row.cause());
            json.id("eventId", row.eventId());
            json.text("message", row.message());
            json.flag("read", row.read());
            json.time("createdAt", row.createdAt());
            json.raw("data", row.variables());
            json.text("streamId", Long.toString(row.streamNo()));
        };
    }
}
