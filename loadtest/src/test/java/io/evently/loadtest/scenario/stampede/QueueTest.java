package io.evently.loadtest.scenario.stampede;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.evently.loadtest.client.Outcome;
import io.evently.loadtest.history.Buyer;
import io.evently.loadtest.history.History;
import io.evently.loadtest.history.Sale;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class QueueTest {

    private final UUID eventId = UUID.randomUUID();
    private final UUID entryId = UUID.randomUUID();
    private final History history = new History();
    private final WaitingCustomer member = new WaitingCustomer(eventId, new Buyer(UUID.randomUUID(), "token"), 2);
    private final Queue queue = new Queue(new Sale(eventId, 10), List.of(member), List.of(), 1, history);

    @Test
    void findsAPriorityThatNobodySet() {
        String body = "{\"id\":\"%s\",\"joinedAt\":\"2026-11-28T12:00:00Z\",\"position\":1}".formatted(entryId);
        Outcome joined = new Outcome.Answer(201, null, false, body.getBytes(UTF_8), 1);
        member.heard(history.heard(member.join(), 0, history.sent(), joined));
        member.priority(3);

        assertThat(queue.prioritiesMustBeThoseSet(Map.of(entryId, 3))).isEmpty();
        assertThat(queue.prioritiesMustBeThoseSet(Map.of(entryId, 0))).hasSize(1);
    }
}
