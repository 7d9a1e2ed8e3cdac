package io.evently.routes;

import io.evently.event.Labelled;
import io.evently.event.Micros;
import io.evently.http.format.Ids;
import io.evently.http.format.Texts;
import io.evently.http.read.JsonBody;
import io.evently.http.read.JsonTexts;
import io.evently.http.route.Input;
import io.evently.tables.message.WebhooksTable;
import io.evently.webhook.WebhookType;
import io.evently.webhook.WebhookUrl;
import io.evently.webhook.Webhooks.Wish;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What admins send about webhooks. */
final class WebhookBodies {

    private static final int MOST_EVENTS = 100;

    private static final JsonTexts<WebhookType> TYPES = new JsonTexts<>(
            1,
            WebhookType.values().length,
            label -> Labelled.find(WebhookType.class, label),
            Texts.oneOf(Labelled.labels(WebhookType.class)));

    private static final JsonTexts<UUID> EVENTS = new JsonTexts<>(1, MOST_EVENTS, Ids::parse, "must be a UUID");

    private WebhookBodies() {}

    /** @param key of idempotency, if there is one */
    record Creation(Wish wish, Optional<String> key) {

        /** All that was asked for. */
        List<String> content() {
            return List.of(
                    wish.url(),
                    wish.types().toString(),
                    wish.eventIds() == null ? "" : wish.eventIds().toString());
        }
    }

    static Creation create(Input input, boolean plainAllowed) {
        JsonBody body = input.body();
        String url = body.requiredText("url", 1, WebhookUrl.LONGEST);
        mustBeUsable(body, url, plainAllowed);
        List<WebhookType> types = body.requiredTexts("types", TYPES);
        List<UUID> events = body.optionalTexts("eventIds", EVENTS).orElse(null);
        return new Creation(new Wish(url, types, events), input.idempotencyKey());
    }

    static WebhooksTable.Change change(Input input, boolean plainAllowed) {
        JsonBody body = input.body();
        Optional<String> url = body.optionalText("url", 1, WebhookUrl.LONGEST);
        url.ifPresent(given -> mustBeUsable(body, given, plainAllowed));
        Optional<List<WebhookType>> types = body.optionalTexts("types", TYPES);
        boolean all = body.clears("eventIds");
        Optional<List<UUID>> events = body.optionalTexts("eventIds", EVENTS);
        Optional<Boolean> active = body.optionalBoolean("active");
        return new WebhooksTable.Change(
                url.orElse(null),
                types.map(some -> some.stream().map(WebhookType::label).toList())
                        .orElse(null),
                all,
                events.orElse(null),
                active.orElse(null),
                Micros.of(Instant.now()));
    }

    /** One that is missing or no text is refused already. */
    private static void mustBeUsable(JsonBody body, String url, boolean plainAllowed) {
        if (!url.isEmpty()) {
            WebhookUrl.problemWith(url, plainAllowed).ifPresent(message -> body.refuse("url", message));
        }
    }
}
