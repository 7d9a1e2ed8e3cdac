package io.evently.routes;

import io.evently.attempt.Attempt;
import io.evently.attempt.ClientCipher;
import io.evently.crypto.SealedTexts;
import io.evently.event.actor.Events;
import io.evently.http.access.Tokens;
import io.evently.http.route.Endpoint;
import io.evently.idempotency.Keys;
import io.evently.mail.EmailDeliveries;
import io.evently.message.InboxFeeds;
import io.evently.tables.ReadModel;
import io.evently.template.StoredTemplates;
import io.evently.user.account.Users;
import io.evently.webhook.Webhooks;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorSystem;

/** Every route of the API that {@code api.md} describes, but those of operators: {@code OperationsEndpoints} has them. */
public final class Routes {

    private final StreamRoute streams;
    private final NotificationStream notifications;
    private final List<Endpoint> endpoints;

    /**
     * What the routes stand on.
     *
     * @param tokenLifetime of those that a log-in gives
     */
    public record Parts(
            ActorSystem<?> system,
            Events events,
            ReadModel lists,
            Keys keys,
            Consumer<Attempt> attempts,
            ClientCipher clients,
            SealedTexts texts,
            Users users,
            Tokens tokens,
            Duration tokenLifetime,
            StreamSettings streams,
            EmailDeliveries mails,
            InboxFeeds inboxes,
            MeterRegistry metrics,
            StoredTemplates templates,
            Webhooks webhooks) {}

    public Routes(Parts parts) {
        Events events = parts.events();
        ReadModel lists = parts.lists();
        streams = new StreamRoute(events, parts.streams(), parts.metrics());
        notifications = new NotificationStream(
                parts.inboxes(), parts.tokens(), streams.open(), parts.streams(), parts.metrics());
        endpoints = Stream.of(
                        new EventRoutes(events, parts.keys(), parts.texts()).endpoints(),
                        new EventLists(events, lists, parts.texts()).endpoints(),
                        streams.endpoints(),
                        new BookingRoutes(events, lists, parts.attempts()).endpoints(),
                        new WaitlistRoutes(events, lists, parts.texts()).endpoints(),
                        new PromotionRoutes(events, lists).endpoints(),
                        new UserRoutes(parts.users(), parts.tokens(), parts.tokenLifetime()).endpoints(),
                        new AccountRoutes(parts.users()).endpoints(),
                        new PersonalExport(parts.users(), events, lists, parts.clients(), parts.texts()).endpoints(),
                        new NotificationRoutes(lists).endpoints(),
                        notifications.endpoints(),
                        new InsightRoutes(events, lists, parts.clients()).endpoints(),
                        new AuditRoutes(lists).endpoints(),
                        new TemplateRoutes(parts.templates()).endpoints(),
                        new MailRoutes(lists, parts.mails()).endpoints(),
                        new WebhookRoutes(parts.webhooks(), lists, parts.keys(), () -> events.newId()).endpoints(),
                        new ClusterRoutes(parts.system(), events, lists).endpoints())
                .flatMap(List::stream)
                .toList();
    }

    /** What a sale needs and nothing more: making an event and booking it. No keys are remembered, no tables are asked. */
    public static List<Endpoint> ofSale(Events events) {
        return Stream.of(
                        new EventRoutes(events, null, null).endpoints(),
                        new BookingRoutes(events, null, attempt -> {}).endpoints())
                .flatMap(List::stream)
                .toList();
    }

    public List<Endpoint> endpoints() {
        return endpoints;
    }

    /** Ends the streams: they have no end of their own. */
    public void endStreams() {
        streams.end();
        notifications.end();
    }
}
