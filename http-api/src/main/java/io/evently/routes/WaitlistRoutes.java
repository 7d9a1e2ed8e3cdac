package io.evently.routes;

import io.evently.crypto.SealedTexts;
import io.evently.crypto.SealedTexts.About;
import io.evently.event.EventCommand.JoinWaitlist;
import io.evently.event.EventCommand.SetPriority;
import io.evently.event.KeyHash;
import io.evently.event.Micros;
import io.evently.event.NotifyPrefs;
import io.evently.event.WaitlistEntry;
import io.evently.event.WaitlistStatus;
import io.evently.event.actor.EventReply;
import io.evently.event.actor.EventReply.EntryState;
import io.evently.event.actor.Events;
import io.evently.http.access.Access;
import io.evently.http.answer.Reply;
import io.evently.http.format.Cursor;
import io.evently.http.read.JsonBody;
import io.evently.http.read.QueryParams;
import io.evently.http.route.Call;
import io.evently.http.route.Endpoint;
import io.evently.http.route.Input;
import io.evently.http.route.Watch;
import io.evently.sql.Viewer;
import io.evently.tables.ReadModel;
import io.evently.tables.WaitlistEntriesTable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** Waiting for seats: joining, standing in line, leaving. Decided and counted by the event's actor. */
public final class WaitlistRoutes {

    private static final long HEAD = -1;
    private static final String QUEUE = "queue";
    private static final String ENDED = "ended-entries";

    private final Events events;
    private final ReadModel lists;
    private final SealedTexts texts;

    /** @param texts seals and opens the reasons of priorities */
    public WaitlistRoutes(Events events, ReadModel lists, SealedTexts texts) {
        this.events = events;
        this.lists = lists;
        this.texts = texts;
    }

    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.post("/v1/events/{id}/waitlist", Access.USER, Joining::read, this::join),
                Endpoint.get("/v1/events/{id}/waitlist/me", Access.USER, this::mine),
                Endpoint.delete("/v1/events/{id}/waitlist/me", Access.USER, this::leave),
                Endpoint.get("/v1/events/{id}/waitlist", Access.ADMIN, Listing::read, this::list)
                        .watched(Watch.readOf("event-waitlist", "id")),
                Endpoint.patch(
                        "/v1/events/{id}/waitlist/{entryId}", Access.ADMIN, NewPriority::read, this::setPriority));
    }

    private record Joining(int quantity, long expiresAt, NotifyPrefs prefs, Optional<String> key) {
        static Joining read(Input input) {
            JsonBody body = input.body();
            Optional<Instant> expiresAt = body.optionalTime("expiresAt");
            expiresAt
                    .filter(time -> !time.isAfter(Instant.now()))
                    .ifPresent(past -> body.refuse("expiresAt", "must be in the future"));
            return new Joining(
                    body.optionalInt("quantity", 1, 10).orElse(1),
                    expiresAt.map(Micros::of).orElse(0L),
                    body.optionalObject("notifyPrefs", Joining::prefs).orElse(NotifyPrefs.ALL),
                    input.idempotencyKey());
        }

        private static NotifyPrefs prefs(JsonBody object) {
            return new NotifyPrefs(
                    object.optionalBoolean("email").orElse(true),
                    object.optionalBoolean("inApp").orElse(true));
        }
    }

    private record NewPriority(int score, String reason) {
        static NewPriority read(Input input) {
            JsonBody body = input.body();
            return new NewPriority(
                    body.requiredInt("priorityScore", WaitlistEntry.LOWEST_PRIORITY, WaitlistEntry.HIGHEST_PRIORITY),
                    body.requiredProse("reason", 1, 500));
        }
    }

    /**
     * A page of those who wait, or of those who no longer do.
     *
     * @param status empty: who waits, in the order that the actor knows
     */
    private record Listing(
            Optional<WaitlistStatus> status, long afterKey, WaitlistEntriesTable.Cursor after, int limit) {
        static Listing read(Input input) {
            QueryParams query = input.query();
            Optional<WaitlistStatus> status =
                    query.choice("status", WaitlistStatus.class).filter(asked -> asked != WaitlistStatus.WAITING);
            if (status.isEmpty()) {
                return new Listing(status, query.cursor(QUEUE, Listing::key).orElse(HEAD), null, query.limit());
            }
            return new Listing(status, HEAD, query.cursor(ENDED, Listing::after).orElse(null), query.limit());
        }

        private static long key(Cursor cursor) {
            return Long.parseUnsignedLong(cursor.text()) & Long.MAX_VALUE;
        }

        private static WaitlistEntriesTable.Cursor after(Cursor cursor) {
            return new WaitlistEntriesTable.Cursor(Math.toIntExact(cursor.number()), cursor.number(), cursor.number());
        }

        static String cursor(WaitlistEntriesTable.Cursor last) {
            return Cursor.of(ENDED, last.priority(), last.joinedAt(), last.joinNo());
        }
    }

    private CompletionStage<Reply> join(Call call, Joining joining) {
        UUID eventId = call.pathId("id");
        JoinWaitlist join = new JoinWaitlist(
                events.newId(),
                call.principal().userId(),
                joining.quantity(),
                joining.expiresAt(),
                joining.prefs(),
                joining.key().map(KeyHash::of).orElse(null));
        return events.ask(eventId, join, call.origin())
                .thenApply(reply -> EventReplies.toEntry(reply, entry -> joined(eventId, entry)));
    }

    private static Reply joined(UUID eventId, EntryState entry) {
        Reply joined = Reply.created("/v1/events/" + eventId + "/waitlist/me", EntryDocument.of(eventId, entry));
        return entry.replayed() ? EventReplies.replayed(joined) : joined;
    }

    private CompletionStage<Reply> mine(Call call) {
        UUID eventId = call.pathId("id");
        return events.waitlistEntry(eventId, call.principal().userId())
                .thenApply(reply -> EventReplies.toEntry(EventReplies.ofRead(reply), entry -> shown(eventId, entry)));
    }

    private CompletionStage<Reply> leave(Call call) {
        return events.leaveWaitlist(call.pathId("id"), call.principal().userId(), call.origin())
                .thenApply(reply -> EventReplies.toCommand(reply, event -> Reply.noContent()));
    }

    private CompletionStage<Reply> setPriority(Call call, NewPriority wanted) {
        UUID eventId = call.pathId("id");
        UUID entryId = call.pathId("entryId");
        SetPriority set = new SetPriority(
                entryId,
                wanted.score(),
                texts.seal(About.PRIORITY, entryId, wanted.reason()),
                call.principal().userId());
        return events.ask(eventId, set, call.origin())
                .thenApply(reply -> EventReplies.toEntry(reply, entry -> shown(eventId, entry)));
    }

    private CompletionStage<Reply> list(Call call, Listing listing) {
        UUID eventId = call.pathId("id");
        if (listing.status().isPresent()) {
            return TableAnswers.ofEvent(events, eventId, () -> ended(TableAnswers.viewer(call), eventId, listing));
        }
        long asked = events.now();
        return events.queue(eventId, listing.afterKey(), listing.limit())
                .thenApply(reply -> queue(eventId, reply, asked));
    }

    private static Reply queue(UUID eventId, EventReply reply, long asked) {
        if (reply instanceof EventReply.QueuePage page) {
            return Reply.page(
                            page.entries(),
                            page.more(),
                            (json, entry) -> EntryDocument.of(eventId, entry).accept(json),
                            entry -> Cursor.of(QUEUE, entry.entry().queueKey()))
                    .asOf(asked);
        }
        return EventReplies.refusal(EventReplies.ofRead(reply));
    }

    private CompletionStage<Reply> ended(Viewer viewer, UUID eventId, Listing listing) {
        return TableAnswers.page(
                lists.waitlist(
                        viewer, eventId, listing.status().orElseThrow().label(), listing.after(), listing.limit()),
                (json, row) -> EntryDocument.of(row, texts).accept(json),
                row -> Listing.cursor(WaitlistEntriesTable.Cursor.after(row)));
    }

    private static Reply shown(UUID eventId, EntryState entry) {
        return Reply.ok(EntryDocument.of(eventId, entry));
    }
}
