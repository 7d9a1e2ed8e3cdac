package io.evently.event.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.event.EventCommand;
import io.evently.event.EventCommand.IfMatch;
import io.evently.event.NotifyPrefs;
import io.evently.event.Rejection;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A command that was sent twice must not be reported as refused because the first sending was obeyed. */
class AmbiguousRefusalsTest {

    private static final UUID USER = UUID.randomUUID();
    private static final IfMatch THIRD = new IfMatch(false, Set.of(3L));

    @Test
    void aVersionThatTheFirstSendingMovedProvesNothing() {
        var change = new EventCommand.SetPrice(100, "why", THIRD, USER);
        assertThat(AmbiguousRefusals.mayHaveCaused(change, refused(Rejection.VERSION_MISMATCH)))
                .isTrue();
        assertThat(AmbiguousRefusals.mayHaveCaused(change, refused(Rejection.EVENT_NOT_ON_SALE)))
                .isFalse();
    }

    @Test
    void whatTheFirstSendingDeletedIsNotFoundByTheSecond() {
        assertThat(AmbiguousRefusals.mayHaveCaused(
                        new EventCommand.DeleteEvent(IfMatch.ANY, USER), refused(Rejection.EVENT_NOT_FOUND)))
                .isTrue();
        assertThat(AmbiguousRefusals.mayHaveCaused(
                        new EventCommand.LeaveWaitlist(USER, null), refused(Rejection.ENTRY_NOT_FOUND)))
                .isTrue();
    }

    @Test
    void anEntryThatTheFirstSendingMadeMayHaveEndedBeforeTheSecond() {
        var join = new EventCommand.JoinWaitlist(USER, USER, 1, 0, NotifyPrefs.ALL, null);
        assertThat(AmbiguousRefusals.mayHaveCaused(join, refused(Rejection.ENTRY_NOT_FOUND)))
                .isTrue();
        assertThat(AmbiguousRefusals.mayHaveCaused(join, refused(Rejection.ALREADY_WAITING)))
                .isFalse();
    }

    /** Its second copy would undo what somebody else said in between. */
    @Test
    void aChangeWithoutAConditionIsNotSentTwice() {
        assertThat(AmbiguousRefusals.isRecognised(new EventCommand.SetPrice(100, "why", IfMatch.ANY, USER)))
                .isFalse();
        assertThat(AmbiguousRefusals.isRecognised(new EventCommand.SetPrice(100, "why", THIRD, USER)))
                .isTrue();
        assertThat(AmbiguousRefusals.isRecognised(new EventCommand.SetPriority(USER, 1, "why", USER)))
                .isFalse();
        assertThat(AmbiguousRefusals.isRecognised(new EventCommand.LeaveWaitlist(USER, USER)))
                .isTrue();
    }

    @Test
    void aBookingThatWasRefusedTwiceIsRefused() {
        var book = new EventCommand.Book(USER, USER, 1, false, -1, null);
        assertThat(AmbiguousRefusals.mayHaveCaused(book, refused(Rejection.SOLD_OUT)))
                .isFalse();
        assertThat(AmbiguousRefusals.mayHaveCaused(book, refused(Rejection.EVENT_NOT_FOUND)))
                .isFalse();
        assertThat(AmbiguousRefusals.mayHaveCaused(book, EventReply.Unknown.INSTANCE))
                .isFalse();
    }

    private static EventReply refused(Rejection rejection) {
        return new EventReply.Refused(rejection, 4990);
    }
}
