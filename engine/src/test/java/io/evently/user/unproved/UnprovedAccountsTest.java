package io.evently.user.unproved;

import static io.evently.user.link.UsersWithTables.PASSWORD;
import static io.evently.user.link.UsersWithTables.address;
import static io.evently.user.link.UsersWithTables.now;
import static io.evently.user.link.UsersWithTables.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.evently.Eventually;
import io.evently.event.Booking;
import io.evently.event.Details;
import io.evently.event.EventCommand;
import io.evently.event.Micros;
import io.evently.event.NotifyPrefs;
import io.evently.event.Origin;
import io.evently.event.WaitlistPolicy;
import io.evently.event.actor.EventReply;
import io.evently.user.Role;
import io.evently.user.UserRejection;
import io.evently.user.account.Person;
import io.evently.user.link.UsersWithTables;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rings 2 and 3: who never proved an address and never booked goes after a week; by a clock of the test. */
class UnprovedAccountsTest {

    @TempDir
    private static Path folder;

    @Test
    void whoNeverProvedAnAddressAndNeverBookedIsForgottenAfterAWeek() throws Exception {
        AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
        AtomicReference<Boolean> rush = new AtomicReference<>(false);
        Queue<UUID> removed = new ConcurrentLinkedQueue<>();
        try (UsersWithTables all = new UsersWithTables("unproved", folder, "evently.users.unproved.every = 50ms")) {
            Person gone = all.register("gone@example.org");
            Person another = all.register("another@example.org");
            Person booked = all.register("booked@example.org");
            Person waited = all.register("waited@example.org");
            Person proved = all.register("proved@example.org");
            Person admin = now(all.users.register(address("admin@example.org"), "Admin", PASSWORD, Role.ADMIN));
            Person moved = all.register("moved@example.org");
            String token = now(all.users.proofs().token(proved.id(), UUID.randomUUID(), Long.MAX_VALUE))
                    .orElseThrow();
            now(all.users.proofs().prove(token, Origin.UNKNOWN));
            token = now(all.users.proofs().token(moved.id(), UUID.randomUUID(), Long.MAX_VALUE))
                    .orElseThrow();
            now(all.users.proofs().prove(token, Origin.UNKNOWN));
            now(all.users.changeAddress(moved.id(), address("moved@example.com"), Origin.UNKNOWN));
            UUID event = soldOut(all);
            ask(
                    all,
                    event,
                    new EventCommand.Book(
                            all.node.events().newId(), booked.id(), 2, false, Booking.NO_EXPECTED_PRICE, null));
            ask(
                    all,
                    event,
                    new EventCommand.JoinWaitlist(all.node.events().newId(), waited.id(), 1, 0, NotifyPrefs.ALL, null));

            UnprovedAccounts.start(
                    all.node.system(),
                    all.shards,
                    all.users,
                    () -> Micros.of(Instant.now().plus(ahead.get())),
                    rush::get,
                    removed::add);
            ahead.set(Duration.ofDays(7).minusMinutes(10));
            Person late = all.register("late@example.org");
            Eventually.await(() -> all.rows(late.id(), "select unproved_since is null from users where id = '%s'")
                    .equals(List.of("f")));
            assertThat(removed).isEmpty();

            rush.set(true);
            ahead.set(Duration.ofDays(7));
            rush.set(false);

            Eventually.await(() -> removed.contains(gone.id()) && removed.contains(another.id()));
            assertThat(refusal(all.users.get(gone.id()))).isEqualTo(UserRejection.FORGOTTEN);
            assertThat(all.rows(gone.id(), "select asked_by from keys.forgotten where user_id = '%s'"))
                    .as("by Evently itself")
                    .containsExactly("null");
            for (Person stays : List.of(booked, waited, proved, admin, moved)) {
                assertThat(now(all.users.get(stays.id())).id()).isEqualTo(stays.id());
            }
            assertThat(removed).doesNotContain(booked.id(), waited.id(), proved.id(), admin.id(), moved.id());
            Eventually.await(() -> all.rows(gone.id(), "select ended_at is not null from erasures where user_id = '%s'")
                    .equals(List.of("t")));
            assertThat(all.register("gone@example.org").id()).isNotEqualTo(gone.id());
        }
    }

    private static UUID soldOut(UsersWithTables all) {
        UUID event = all.node.events().newId();
        long date = Micros.of(Instant.now().plus(30, ChronoUnit.DAYS));
        Details details = new Details("Concert", null, "Hall", date, 10, 0, 60, WaitlistPolicy.STRICT, 600);
        ask(all, event, new EventCommand.CreateEvent(event, details, 2, 4_990, null, UUID.randomUUID()));
        return event;
    }

    private static void ask(UsersWithTables all, UUID event, EventCommand command) {
        EventReply reply = now(all.node.events().ask(event, command));
        assertThat(reply)
                .isNotInstanceOf(EventReply.Refused.class)
                .isNotIn(EventReply.Busy.INSTANCE, EventReply.Unknown.INSTANCE);
    }
}
