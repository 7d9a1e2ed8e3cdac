package io.evently.message.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.event.Fact;
import io.evently.event.NotifyPrefs;
import io.evently.message.Cause;
import io.evently.record.Kinds;
import io.evently.sql.FlatJson;
import io.evently.tables.message.Preferences;
import io.evently.user.UserFact;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is told, under which id, when and how: without a database. */
class MessageRulesTest {

    private static final UUID EVENT = new UUID(2, 1);
    private static final UUID ADA = new UUID(7, 1);
    private static final long MINUTE = 60_000_000L;
    private static final Preferences NOTHING = new Preferences(false, false, false, false, false, false);
    private static final NotifyPrefs NO_MAIL = new NotifyPrefs(false, true);

    @Test
    void ofEachKindOfFactSomebodyIsToldOrItIsSaidThatNobodyIs() {
        FactMessages facts =
                new FactMessages(new FactRows(), new ToldEvents(), new Telling(new ToldEvents(), new Outbox()));
        Set<Class<?>> kinds = Kinds.of(Fact.class);
        kinds.addAll(Kinds.of(UserFact.class));
        Set<Class<?>> said = new HashSet<>(facts.told.keySet());
        said.addAll(facts.nobodys);

        assertThat(said).isEqualTo(kinds);
        assertThat(facts.told.keySet()).doesNotContainAnyElementsOf(facts.nobodys);
    }

    @Test
    void anIdFollowsFromEventFactCauseAndPerson() {
        UUID id = MessageId.of(EVENT, 7, Cause.PROMOTED, ADA);

        assertThat(MessageId.of(EVENT, 7, Cause.PROMOTED, ADA)).isEqualTo(id);
        assertThat(id.version()).isEqualTo(8);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(Set.of(
                        id,
                        MessageId.of(EVENT, 8, Cause.PROMOTED, ADA),
                        MessageId.of(ADA, 7, Cause.PROMOTED, ADA),
                        MessageId.of(EVENT, 7, Cause.PROMOTION_EXPIRED, ADA),
                        MessageId.of(EVENT, 7, Cause.PROMOTED, EVENT)))
                .hasSize(5);
    }

    @Test
    void whoHasAFifthOfTheirTimeLeftIsReminded() {
        assertThat(left(15)).isEqualTo(3);
        assertThat(left(2)).isEqualTo(1);
        assertThat(left(60)).isEqualTo(12);
        assertThat(left(10_080)).isEqualTo(60);
        assertThat(ReminderTimes.due(0, 2 * MINUTE - 1)).isEmpty();
        assertThat(ReminderTimes.due(5 * MINUTE, 5 * MINUTE)).isEmpty();
    }

    /** Minutes that are left of so many. */
    private static long left(long window) {
        return window - ReminderTimes.due(0, window * MINUTE).orElseThrow() / MINUTE;
    }

    @Test
    void preferencesHoldButForWhatIsAlwaysTold() {
        assertThat(Channels.of(Cause.BOOKING_CONFIRMED, Preferences.EVERYTHING, NotifyPrefs.ALL, true))
                .isEqualTo(new Channels(true, true));
        assertThat(Channels.of(Cause.BOOKING_CONFIRMED, Preferences.EVERYTHING, NotifyPrefs.ALL, false))
                .isEqualTo(new Channels(false, true));
        assertThat(Channels.of(Cause.BOOKING_CONFIRMED, NOTHING, NotifyPrefs.ALL, true)
                        .none())
                .isTrue();
        assertThat(Channels.of(Cause.WAITLIST_JOINED, Preferences.EVERYTHING, NO_MAIL, true))
                .isEqualTo(new Channels(false, true));
        assertThat(Channels.of(Cause.PROMOTED, NOTHING, NO_MAIL, true)).isEqualTo(new Channels(true, true));
        assertThat(Channels.of(Cause.PROMOTION_EXPIRED, NOTHING, NO_MAIL, true).none())
                .isTrue();
        assertThat(Channels.of(Cause.WELCOME, NOTHING, NotifyPrefs.ALL, true)).isEqualTo(new Channels(true, true));
        assertThat(Channels.of(Cause.ADDRESS_CHANGED, NOTHING, NotifyPrefs.ALL, true))
                .isEqualTo(new Channels(true, false));
        Preferences onlyEvents = new Preferences(false, false, true, false, false, true);
        assertThat(Channels.of(Cause.DATE_CHANGED, onlyEvents, NotifyPrefs.ALL, true))
                .isEqualTo(new Channels(true, true));
    }

    @Test
    void aFollowerThatGivesWayRestsUntilItIsLateAndThenIsSlow() {
        Duration second = Duration.ofSeconds(1);
        Duration tenth = Duration.ofMillis(100);
        Duration late = Duration.ofSeconds(31);
        assertThat(MessagePace.rests(second)).isTrue();
        assertThat(MessagePace.rests(late)).isFalse();
        assertThat(MessagePace.pauseAfter(tenth, true, false, late)).isZero();
        assertThat(MessagePace.pauseAfter(tenth, false, false, late)).isEqualTo(MessagePace.IDLE);
        assertThat(MessagePace.pauseAfter(tenth, true, true, late)).isEqualTo(Duration.ofMillis(1_900));
        assertThat(MessagePace.pauseAfter(second, true, true, late)).isEqualTo(Duration.ofSeconds(10));
        assertThat(MessagePace.pauseAfter(second, true, true, Duration.ofMinutes(6)))
                .isZero();
    }

    @Test
    void whatIsStoredOfAMessageIsReadAsItWas() {
        Map<String, String> values =
                Map.of("eventName", "\"Ü\" \\ {}, :\n\t\u0001\uD83C\uDFB8</script>", "a", "", "venue", "x\"");
        assertThat(FlatJson.map(FlatJson.of(values))).isEqualTo(values);
        assertThat(FlatJson.map(FlatJson.of(Map.of()))).isEmpty();
        assertThat(FlatJson.map("{\"a\": \"\\u00e9\\/\", \"b\":\"c\"}")).isEqualTo(Map.of("a", "é/", "b", "c"));
    }
}
