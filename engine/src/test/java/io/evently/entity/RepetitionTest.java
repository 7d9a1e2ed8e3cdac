package io.evently.entity;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.event.EventCommand;
import io.evently.event.EventCommand.IfMatch;
import io.evently.event.NotifyPrefs;
import io.evently.event.Rejection;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A command that was sent twice must not be reported as refused because the first sending was obeyed. */
class RepetitionTest {

    private static final UUID USER = UUID.randomUUID();
    private static final IfMatch THIRD = new IfMatch(false, Set.of(3L));

    @Test
    void aVersionThatTheFirstSendingMovedProvesNothing() {
        var change = new EventCommand.SetPrice(100, "why", THIRD, USER);
        assertThat(Repetition.mayHaveCaused(change, refused(Rejection.VERSION_MISMATCH)))
                .isTrue();
        assertThat(Repetition.mayHaveCaused(change, refused(Rejection.EVENT_NOT_ON_SALE)))
                .isFalse();
    }

    @Test
    void whatTheFirstSendingDeletedIsNotFoundByTheSecond() {
        assertThat(Repetition.mayHaveCaused(
                        new EventCommand.DeleteEvent(IfMatch.ANY, USER), refused(Rejection.EVENT_NOT_FOUND)))
                .isTrue();
        assertThat(Repetition.mayHaveCaused(
                        new EventCommand.LeaveWaitlist(USER, null), refused(Rejection.ENTRY_NOT_FOUND)))
                .isTrue();
    }

    @Test
    void anEntryThatTheFirstSendingMadeMayHaveEndedBeforeTheSecond() {
        var join = new EventCommand.JoinWaitlist(USER, USER, 1, 0, NotifyPrefs.ALL, null);
        assertThat(Repetition.mayHaveCaused(join, refused(Rejection.ENTRY_NOT_FOUND)))
                .isTrue();
        assertThat(Repetition.mayHaveCaused(join, refused(Rejection.ALREADY_WAITING)))
                .isFalse();
    }

    /** Its second copy would undo what somebody else said in between. */
    @Test
    void aChangeWithoutAConditionIsNotSentTwice() {
        assertThat(Repetition.isRecognised(new EventCommand.SetPrice(100, "why", IfMatch.ANY, USER)))
                .isFalse();
        assertThat(Repetition.isRecognised(new EventCommand.SetPrice(100, "why", THIRD, USER)))
                .isTrue();
        assertThat(Repetition.isRecognised(new EventCommand.SetPriority(USER, 1, "why", USER)))
                .isFalse();
        assertThat(Repetition.isRecognised(new EventCommand.LeaveWaitlist(USER, USER)))
                .isTrue();
    }

    @Test
    void aBookingThatWasRefusedTwiceIsRefused() {
        var book = new EventCommand.Book(USER, USER, 1, false, -1, null);
        assertThat(Repetition.mayHaveCaused(book, refused(Rejection.SOLD_OUT))).isFalse();
        assertThat(Repetition.mayHaveCaused(book, refused(Rejection.EVENT_NOT_FOUND)))
                .isFalse();
        assertThat(Repetition.mayHaveCaused(book, EventReply.Unknown.INSTANCE)).isFalse();
    }

    private static EventReply refused(Rejection rejection) {
        return new EventReply.Refused(rejection, 4990);
    }
}
