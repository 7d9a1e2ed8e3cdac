package io.evently.event.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.database.Shards;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AdmissionTest {

    private final Admission admission = new Admission(3, 20);

    @Test
    void anEventHasItsOwnBound() {
        UUID event = eventOf(0);

        assertThat(List.of(admission.enter(event), admission.enter(event), admission.enter(event)))
                .containsOnly(true);
        assertThat(admission.enter(event)).isFalse();
        assertThat(admission.waiting()).isEqualTo(3);
        admission.leave(event);
        assertThat(admission.enter(event)).isTrue();
    }

    @Test
    void aDatabaseThatDoesNotAnswerLeavesHalfOfAllPlacesToTheOthers() {
        int admitted = 0;
        for (int i = 0; i < 20; i++) {
            admitted += admission.enter(eventOf(2)) ? 1 : 0;
        }

        assertThat(admitted).isEqualTo(10);
        assertThat(admission.waiting()).isEqualTo(10);
        assertThat(admission.enter(eventOf(1))).isTrue();
    }

    @Test
    void allTogetherHaveABoundAndAllPlacesComeBack() {
        List<UUID> events = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            UUID event = eventOf(i % Shards.COUNT);
            if (admission.enter(event)) {
                events.add(event);
            }
        }
        assertThat(events).hasSize(20);

        events.forEach(admission::leave);
        assertThat(admission.waiting()).isZero();
        for (int i = 0; i < 10; i++) {
            assertThat(admission.enter(eventOf(3))).isTrue();
        }
    }

    private static UUID eventOf(int shard) {
        UUID id = UUID.randomUUID();
        while (Shards.shardOf(id) != shard) {
            id = UUID.randomUUID();
        }
        return id;
    }
}
