package io.evently.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.event.Commit;
import io.evently.event.Fact;
import io.evently.sql.IdOrder;
import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each fact has to say. */
class WebhookMessagesTest {

    private static final UUID EVENT = new UUID(2, 1);
    private static final UUID ID = new UUID(3, 1);

    /** 2026-11-29T03:00:00.000001Z. */
    private static final long AT = 1_795_921_200_000_001L;

    /** No type of the contract speaks of these. */
    private static final Set<Class<?>> NOT_TOLD = Set.of(
            Fact.EventDeleted.class,
            Fact.WaitlistLeft.class,
            Fact.PriorityChanged.class,
            Fact.EntryExpired.class,
            Fact.EntryMadeImpossible.class);

    static Stream<Class<?>> facts() {
        return leaves(Fact.class);
    }

    private static Stream<Class<?>> leaves(Class<?> type) {
        return type.isRecord()
                ? Stream.of(type)
                : Arrays.stream(type.getPermittedSubclasses()).flatMap(WebhookMessagesTest::leaves);
    }

    @ParameterizedTest
    @MethodSource("facts")
    void aFactIsToldOrNoTypeSpeaksOfIt(Class<?> fact) throws Exception {
        assertThat(of(madeUp(fact)).isEmpty()).isEqualTo(NOT_TOLD.contains(fact));
    }

    /** By the constructor that names all of its components. */
    private static Fact madeUp(Class<?> fact) throws ReflectiveOperationException {
        Constructor<?> constructor = Arrays.stream(fact.getDeclaredConstructors())
                .max(Comparator.comparingInt(Constructor::getParameterCount))
                .orElseThrow();
        List<Object> values = new ArrayList<>();
        for (Class<?> type : constructor.getParameterTypes()) {
            values.add(
                    type == UUID.class
                            ? ID
                            : type == long.class
                                    ? (Object) 0L
                                    : type == int.class ? (Object) 0 : type == boolean.class ? false : null);
        }
        return (Fact) constructor.newInstance(values.toArray());
    }

    @Test
    void aMessageHasIdsAndNoPerson() {
        WebhookMessage held = of(new Fact.BookingMade(ID, new UUID(7, 1), 2, 4_990, 5, null, 0))
                .get(0);

        assertThat(held.type()).isEqualTo(WebhookType.BOOKING_HELD);
        assertThat(held.body("EVT20261129ABCDEFGHJKMN"))
                .isEqualTo(
                        "{\"type\":\"booking.held\",\"timestamp\":\"2026-11-29T03:00:00.000001Z\",\"data\":{\"eventId\":\""
                                + EVENT + "\",\"bookingId\":\"" + ID
                                + "\",\"reference\":\"EVT20261129ABCDEFGHJKMN\"}}");
    }

    @Test
    void idsOfDeliveriesAreInTheOrderOfTimeAndFacts() {
        UUID webhook = new UUID(9, 1);
        List<UUID> ids = new ArrayList<>();
        for (long factNo = 1; factNo < 300; factNo++) {
            for (int part = 0; part < 2; part++) {
                ids.add(DeliveryId.of(webhook, message(factNo, part, AT)));
            }
        }
        ids.add(DeliveryId.of(webhook, message(1, 0, AT + 1)));

        assertThat(ids).doesNotHaveDuplicates().isSortedAccordingTo(IdOrder.ORDER);
        assertThat(ids).allMatch(id -> id.version() == 7 && id.variant() == 2);
        assertThat(DeliveryId.of(webhook, message(1, 0, AT))).isEqualTo(ids.get(0));
        assertThat(DeliveryId.of(new UUID(9, 2), message(1, 0, AT))).isNotEqualTo(ids.get(0));
        assertThat(List.of(DeliveryId.first(AT), ids.get(0), DeliveryId.first(AT + 1)))
                .isSortedAccordingTo(IdOrder.ORDER);
    }

    private static WebhookMessage message(long factNo, int part, long at) {
        return new WebhookMessage(EVENT, factNo, part, WebhookType.EVENT_CREATED, Map.of(), null, at);
    }

    private static List<WebhookMessage> of(Fact fact) {
        return WebhookMessages.of(EVENT, new Commit(AT, 7, List.of(fact), null, null));
    }
}
