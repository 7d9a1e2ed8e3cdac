package io.evently.routes;

import io.evently.attempt.ClientCipher;
import io.evently.crypto.SealedTexts;
import io.evently.event.actor.Events;
import io.evently.http.access.Access;
import io.evently.http.answer.JsonWriter;
import io.evently.http.answer.Reply;
import io.evently.http.route.Call;
import io.evently.http.route.Endpoint;
import io.evently.http.route.Watch;
import io.evently.security.SecurityKind;
import io.evently.sql.Viewer;
import io.evently.tables.AttemptRow;
import io.evently.tables.AuditRow;
import io.evently.tables.BookingRow;
import io.evently.tables.LoginAttemptsTable;
import io.evently.tables.PersonalData;
import io.evently.tables.PersonalData.Whole;
import io.evently.tables.PromotionRow;
import io.evently.tables.ReadModel;
import io.evently.tables.SessionMarkRow;
import io.evently.tables.WaitlistRow;
import io.evently.tables.message.DeliveryRow;
import io.evently.tables.message.NotificationRow;
import io.evently.tables.message.Preferences;
import io.evently.user.account.PersonalAccount;
import io.evently.user.account.Users;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.function.BiConsumer;
import java.util.stream.LongStream;

/** Everything that is held about somebody, as one document for them. */
final class PersonalExport {

    /** Some ten megabytes each, and a hundred queries: two at a time keep nobody waiting for long. */
    private static final int AT_ONCE = 2;

    private final Users users;
    private final Events events;
    private final ReadModel lists;
    private final ClientCipher clients;
    private final SealedTexts texts;
    private final Semaphore places = new Semaphore(AT_ONCE);

    PersonalExport(Users users, Events events, ReadModel lists, ClientCipher clients, SealedTexts texts) {
        this.users = users;
        this.events = events;
        this.lists = lists;
        this.clients = clients;
        this.texts = texts;
    }

    List<Endpoint> endpoints() {
        return List.of(Endpoint.get("/v1/users/me/export", Access.USER, this::export)
                .watched(Watch.of(SecurityKind.EXPORT, Watch.ME)));
    }

    /** What the tables hold. */
    private record Held(
            Optional<SessionMarkRow> sessions,
            List<LoginAttemptsTable.Row> logIns,
            Whole<BookingRow> bookings,
            Whole<WaitlistRow> entries,
            Whole<PromotionRow> promotions,
            Whole<AttemptRow> attempts,
            Told told) {

        /** Of the oldest. */
        long asOf() {
            return LongStream.of(
                            bookings.asOf(),
                            entries.asOf(),
                            promotions.asOf(),
                            attempts.asOf(),
                            told.notifications().asOf())
                    .min()
                    .orElseThrow();
        }
    }

    private record Told(
            Whole<NotificationRow> notifications,
            Whole<DeliveryRow> mails,
            Preferences preferences,
            Whole<AuditRow> doings) {}

    private CompletionStage<Reply> export(Call call) {
        if (!places.tryAcquire()) {
            return Reply.of(Rejections.busy()).now();
        }
        UUID userId = call.principal().userId();
        long now = events.now();
        return UserRejections.answerLater(
                        users.personalAccount(userId),
                        account -> TableAnswers.answer(held(userId, account, now), held -> Reply.ok(
                                        json -> write(json, userId, now, account, held))
                                .asOf(held.asOf())))
                .whenComplete((reply, failure) -> places.release());
    }

    private CompletableFuture<Held> held(UUID userId, Optional<PersonalAccount> account, long now) {
        PersonalData data = lists.personalData(Viewer.user(userId));
        CompletableFuture<Optional<SessionMarkRow>> sessions = data.sessions(userId);
        CompletableFuture<List<LoginAttemptsTable.Row>> logIns = account.map(known ->
                        data.logIns(known.addressShard(), known.emailIndex().bytes()))
                .orElseGet(() -> CompletableFuture.completedFuture(List.of()));
        // One kind after the other: each asks all four databases.
        return data.bookings(userId, now)
                .thenCompose(bookings -> data.entries(userId).thenCompose(entries -> data.promotions(userId, now)
                        .thenCompose(promotions -> data.attempts(userId).thenCompose(attempts -> told(data, userId)
                                .thenCompose(told -> sessions.thenCombine(
                                        logIns,
                                        (marks, failures) -> new Held(
                                                marks, failures, bookings, entries, promotions, attempts, told)))))));
    }

    private static CompletableFuture<Told> told(PersonalData data, UUID userId) {
        return data.notifications(userId).thenCompose(notifications -> data.mails(userId)
                .thenCompose(mails -> data.preferences(userId).thenCompose(preferences -> data.doings(userId)
                        .thenApply(doings -> new Told(notifications, mails, preferences, doings)))));
    }

    private void write(JsonWriter json, UUID userId, long now, Optional<PersonalAccount> account, Held held) {
        json.time("exportedAt", now);
        account.ifPresentOrElse(
                known -> json.object("profile", inner -> UserRoutes.personToAdmin(inner, known.person())),
                () -> json.nothing("profile"));
        long ended = held.sessions().map(SessionMarkRow::epoch).orElse(0L);
        json.object("sessions", inner -> timeOrNull(inner, "endedBefore", ended));
        json.objects("logIns", held.logIns(), PersonalExport::logIn);
        list(json, "bookings", held.bookings(), (item, row) -> BookingDocument.of(row)
                .accept(item));
        list(json, "waitlistEntries", held.entries(), (item, row) -> EntryDocument.of(row, texts)
                .accept(item));
        list(json, "promotions", held.promotions(), (item, row) -> PromotionDocument.of(row)
                .accept(item));
        list(json, "bookingAttempts", held.attempts(), (item, row) -> InsightRoutes.attempt(item, row, clients));
        list(json, "notifications", held.told().notifications(), (item, row) -> NotificationDocument.of(row)
                .accept(item));
        list(json, "emailDeliveries", held.told().mails(), MailRoutes::delivery);
        json.object(
                "preferences",
                inner -> NotificationRoutes.write(inner, held.told().preferences()));
        list(json, "audit", held.told().doings(), (item, row) -> doing(item, row, userId));
    }

    /** Of others only the role: who looked is theirs. */
    private static void doing(JsonWriter json, AuditRow row, UUID userId) {
        boolean own = userId.equals(row.actor());
        json.time("at", row.at());
        json.text("action", row.action());
        json.flag("byThemselves", own);
        json.text("role", row.role());
        json.text("requestId", own ? row.requestId() : null);
        json.text("entity", row.entity());
        json.id("entityId", row.entityId());
        json.raw("changes", own && row.changes() != null ? row.changes() : "{}");
    }

    private static <T> void list(JsonWriter json, String name, Whole<T> whole, BiConsumer<JsonWriter, T> item) {
        json.object(name, inner -> {
            inner.objects("items", whole.rows(), item);
            inner.flag("complete", whole.complete());
        });
    }

    private static void logIn(JsonWriter json, LoginAttemptsTable.Row row) {
        json.text("from", row.familiar() ? "known_address" : "other_addresses");
        json.number("failures", row.failures());
        timeOrNull(json, "lastFailureAt", row.failedAt());
        json.time("keptUntil", row.expiresAt());
    }

    private static void timeOrNull(JsonWriter json, String name, long at) {
        if (at == 0) {
            json.nothing(name);
        } else {
            json.time(name, at);
        }
    }
}
