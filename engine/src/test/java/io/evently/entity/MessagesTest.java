package io.evently.entity;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.evently.event.Booking;
import io.evently.event.BookingStatus;
import io.evently.event.Details;
import io.evently.event.EventCommand;
import io.evently.event.EventCommand.IfMatch;
import io.evently.event.EventHead;
import io.evently.event.EventStatus;
import io.evently.event.KeyHash;
import io.evently.event.NotifyPrefs;
import io.evently.event.PricingRule;
import io.evently.event.Rejection;
import io.evently.event.Tally;
import io.evently.event.WaitlistEntry;
import io.evently.event.WaitlistPolicy;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What travels between nodes arrives as it was sent: a cluster of one never tries. */
class MessagesTest {

    private static final ActorTestKit KIT =
            ActorTestKit.create(ConfigFactory.parseString("pekko.actor.provider = local, evently.cluster.port = 0")
                    .withFallback(ConfigFactory.load()));
    private static final ActorRef<EventReply> ASKER =
            KIT.createTestProbe(EventReply.class).ref();
    private static final UUID ID = UUID.randomUUID();
    private static final UUID USER = UUID.randomUUID();
    private static final IfMatch THIRD = new IfMatch(false, Set.of(3L));
    private static final PricingRule RULE = new PricingRule(List.of(new PricingRule.Step(50, 120)));
    private static final Details DETAILS =
            new Details("Concert", null, "Hall", 1_900_000_000_000_000L, 10, 0, 10, WaitlistPolicy.FIRST_FIT, 15);
    private static final Booking BOOKING = new Booking(
            ID, USER, 2, 4990, BookingStatus.PENDING, 1L, 2L, 3L, new KeyHash(-1, 1), Booking.NO_EXPECTED_PRICE);
    private static final EventHead HEAD = new EventHead(
            ID, DETAILS, 100, 4990, 4990, RULE, 0, EventStatus.ACTIVE, 1, false, true, USER, 1, 2, 0, 3, 4);

    private static final EventReply.EntryState ENTRY = new EventReply.EntryState(
            new WaitlistEntry(ID, USER, 2, -5, 1L, 2L, 3L, new NotifyPrefs(false, true), null), 4);

    private static final List<EventCommand> COMMANDS = List.of(
            new EventCommand.CreateEvent(ID, DETAILS, 100, 4990, RULE, USER),
            new EventCommand.ChangeEvent(null, "new", null, 5L, 7, null, null, 3, null, null, THIRD, USER),
            new EventCommand.SetPrice(100, "why", THIRD, USER),
            new EventCommand.CancelEvent("why", IfMatch.ANY, USER),
            new EventCommand.CompleteEvent(IfMatch.ANY, USER),
            new EventCommand.DeleteEvent(IfMatch.ANY, USER),
            new EventCommand.Book(ID, USER, 2, true, 4990, new KeyHash(Long.MIN_VALUE, Long.MAX_VALUE)),
            new EventCommand.ConfirmHold(ID, USER),
            new EventCommand.CancelBooking(ID, USER, true),
            new EventCommand.JoinWaitlist(ID, USER, 2, 9L, new NotifyPrefs(true, false)),
            new EventCommand.LeaveWaitlist(USER),
            new EventCommand.SetPriority(ID, -1_000_000, "why", USER),
            new EventCommand.ClaimPromotion(ID, USER, USER),
            new EventCommand.DeclinePromotion(ID, USER));

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    static Stream<Message> messages() {
        return Stream.concat(
                COMMANDS.stream().map(command -> new EventMessage.Ask(command, ASKER)),
                Stream.of(
                        new EventMessage.GetEvent(ASKER),
                        new EventMessage.GetBooking(ID, USER, false, ASKER),
                        new EventMessage.GetEntry(USER, ASKER),
                        new EventMessage.GetQueue(-1, 200, ASKER),
                        EventMessage.Flush.INSTANCE,
                        new EventReply.EventState(
                                new EventView(HEAD, new Tally(100, 1, 2, 0, 4990), 7, Long.MAX_VALUE)),
                        new EventReply.BookingState(BOOKING, true),
                        ENTRY,
                        new EventReply.QueuePage(List.of(ENTRY, ENTRY), true),
                        new EventReply.Refused(Rejection.PRICE_CHANGED, 5000),
                        EventReply.Busy.INSTANCE,
                        EventReply.Unknown.INSTANCE));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void arrivesAsItWasSent(Message message) {
        assertThat(KIT.serializationTestKit().<Message>verifySerialization(message, true))
                .isEqualTo(message);
    }

    @Test
    void noCommandIsForgotten() {
        assertThat(COMMANDS.stream().map(Object::getClass).distinct())
                .hasSize(EventCommand.class.getPermittedSubclasses().length);
    }
}
