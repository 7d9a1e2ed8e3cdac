package io.evently.routes;

import io.evently.http.access.Access;
import io.evently.http.answer.ErrorCode;
import io.evently.http.answer.JsonWriter;
import io.evently.http.answer.Problem;
import io.evently.http.answer.Reply;
import io.evently.http.format.Cursor;
import io.evently.http.read.JsonBody;
import io.evently.http.route.Call;
import io.evently.http.route.Endpoint;
import io.evently.http.route.Input;
import io.evently.http.route.Watch;
import io.evently.security.SecurityKind;
import io.evently.tables.Inbox;
import io.evently.tables.ReadModel;
import io.evently.tables.message.InboxList;
import io.evently.tables.message.Preferences;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** What people were told, and what they want to hear of. */
final class NotificationRoutes {

    private static final String NOTIFICATIONS = "notifications";

    private final ReadModel lists;

    NotificationRoutes(ReadModel lists) {
        this.lists = lists;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/v1/notifications", Access.USER, Listing::read, this::list),
                Endpoint.patch("/v1/notifications/{id}", Access.USER, NotificationRoutes::wantedMark, this::mark),
                Endpoint.post("/v1/notifications/read-all", Access.USER, this::markAll),
                Endpoint.get("/v1/users/me/preferences", Access.USER, this::preferences),
                Endpoint.put("/v1/users/me/preferences", Access.USER, NotificationRoutes::wanted, this::prefer)
                        .watched(Watch.of(SecurityKind.PREFERENCES, Watch.ME)));
    }

    private record Listing(Optional<Boolean> wasRead, Optional<InboxList.Cursor> after, int limit) {
        static Listing read(Input input) {
            return new Listing(
                    input.query().choice("unread", List.of("true", "false")).map("false"::equals),
                    input.query().cursor(NOTIFICATIONS, Listing::after),
                    input.query().limit());
        }

        private static InboxList.Cursor after(Cursor cursor) {
            boolean read =
                    switch (cursor.text()) {
                        case "read" -> true;
                        case "unread" -> false;
                        default -> throw new IllegalArgumentException("no place of ours");
                    };
            return new InboxList.Cursor(read, cursor.number());
        }

        static String cursor(InboxList.Cursor last) {
            return Cursor.of(NOTIFICATIONS, last.read() ? "read" : "unread", last.streamNo());
        }
    }

    private static boolean wantedMark(Input input) {
        return input.body().requiredBoolean("read");
    }

    private static Preferences wanted(Input input) {
        boolean[] email = input.body().requiredObject("email", NotificationRoutes::topics);
        boolean[] inApp = input.body().requiredObject("inApp", NotificationRoutes::topics);
        return new Preferences(email[0], email[1], email[2], inApp[0], inApp[1], inApp[2]);
    }

    private static boolean[] topics(JsonBody body) {
        return new boolean[] {
            body.requiredBoolean("booking"), body.requiredBoolean("waitlist"), body.requiredBoolean("event")
        };
    }

    private CompletionStage<Reply> list(Call call, Listing listing) {
        CompletableFuture<Inbox.Shown> shown = lists.inbox()
                .list(
                        TableAnswers.viewer(call),
                        call.principal().userId(),
                        listing.wasRead().orElse(null),
                        listing.after().orElse(null),
                        listing.limit());
        return TableAnswers.answer(shown, found -> Reply.page(
                        found.page().items(),
                        found.page().more(),
                        (json, row) -> NotificationDocument.of(row).accept(json),
                        row -> Listing.cursor(InboxList.Cursor.after(row)),
                        json -> json.number("unreadCount", found.unread()))
                .asOf(found.page().asOf()));
    }

    private CompletionStage<Reply> mark(Call call, boolean read) {
        UUID id = call.pathId("id");
        return written(lists.inbox().mark(call.principal().userId(), id, read), marked -> marked.map(
                        row -> Reply.ok(NotificationDocument.of(row)))
                .orElseGet(() -> Reply.of(Problem.notFound("You have no notification with this id."))));
    }

    private CompletionStage<Reply> markAll(Call call) {
        return written(
                lists.inbox().markAll(call.principal().userId()),
                marked -> Reply.ok(json -> json.number("read", marked.longValue())));
    }

    private CompletionStage<Reply> preferences(Call call) {
        return TableAnswers.answer(
                lists.inbox()
                        .preferences(TableAnswers.viewer(call), call.principal().userId()),
                preferences -> Reply.ok(json -> write(json, preferences)));
    }

    private CompletionStage<Reply> prefer(Call call, Preferences wanted) {
        return written(
                lists.inbox().prefer(call.principal().userId(), wanted),
                changed -> Reply.ok(json -> write(json, wanted)));
    }

    static void write(JsonWriter json, Preferences preferences) {
        json.object("email", inner -> {
            inner.flag("booking", preferences.emailBooking());
            inner.flag("waitlist", preferences.emailWaitlist());
            inner.flag("event", preferences.emailEvent());
        });
        json.object("inApp", inner -> {
            inner.flag("booking", preferences.inAppBooking());
            inner.flag("waitlist", preferences.inAppWaitlist());
            inner.flag("event", preferences.inAppEvent());
        });
    }

    /** Without a connection nothing was written; with one it may have been, though the database did not say so. */
    private static <T> CompletionStage<Reply> written(CompletableFuture<T> answer, Function<T, Reply> reply) {
        CompletableFuture<T> known = answer.exceptionallyCompose(failure -> CompletableFuture.failedFuture(
                failure instanceof SQLException && !(failure instanceof SQLTransientConnectionException)
                        ? Problem.of(
                                ErrorCode.OUTCOME_UNKNOWN,
                                "It is not known whether this happened. Repeat it: it does no harm twice.")
                        : failure));
        return TableAnswers.answer(known, reply);
    }
}
