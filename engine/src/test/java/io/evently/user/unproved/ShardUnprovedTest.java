package io.evently.user.unproved;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.tables.UnprovedUsers.Row;
import io.evently.tables.journal.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Ring 1: who is looked at, twice, before anybody goes. */
class ShardUnprovedTest {

    private static final Duration EVERY = Duration.ofHours(1);
    private static final long NOW = Duration.ofDays(100).toMillis() * 1_000;

    private final List<Row> unproved = new ArrayList<>();
    private final Set<UUID> booked = new HashSet<>();
    private final List<UUID> removed = new ArrayList<>();
    private final UnprovedQueries queries = new UnprovedQueries(0, null) {

        @Override
        List<Row> next(long before, Row after, int limit) {
            return unproved.stream()
                    .filter(row -> row.since() < before && row.since() > after.since())
                    .limit(limit)
                    .toList();
        }

        @Override
        boolean hasBooked(UUID userId) {
            return booked.contains(userId);
        }

        @Override
        List<Position> ends() {
            return List.of(Position.BEGINNING);
        }

        @Override
        boolean haveFollowed(List<Position> ends) {
            return followed;
        }

        @Override
        void removeOldLinks() {
            linksRemoved++;
        }
    };
    private boolean followed = true;
    private boolean rush;
    private int linksRemoved;

    private final ShardUnproved work = new ShardUnproved(
            queries,
            (user, since) -> {
                removed.add(user);
                return CompletableFuture.completedFuture(true);
            },
            () -> NOW,
            () -> rush,
            EVERY,
            Duration.ofDays(7));

    @Test
    void whoHasHadTheirAddressForLessThanAWeekIsNotLookedAt() throws Exception {
        add(8, 7, 6);
        untilItRests();

        assertThat(removed).containsExactly(unproved.get(0).userId());
        assertThat(linksRemoved).isEqualTo(1);
    }

    @Test
    void allGoSomeAtATime() throws Exception {
        IntStream.range(0, 3 * ShardUnproved.AT_ONCE + 1).forEach(i -> add(90 - i));
        unproved.forEach(row -> {
            if (unproved.indexOf(row) < ShardUnproved.AT_ONCE) {
                booked.add(row.userId());
            }
        });

        untilItRests();

        assertThat(removed).hasSize(2 * ShardUnproved.AT_ONCE + 1).doesNotContainAnyElementsOf(booked);
    }

    @Test
    void whoBooksWhileTheTablesFollowStays() throws Exception {
        add(8);
        followed = false;
        work.round().join();
        work.round().join();
        assertThat(removed).as("the tables are behind").isEmpty();

        booked.add(unproved.get(0).userId());
        followed = true;
        untilItRests();

        assertThat(removed).isEmpty();
    }

    @Test
    void aSaleGoesFirst() throws Exception {
        add(8);
        rush = true;
        assertThat(work.round().join()).isPositive();
        assertThat(removed).isEmpty();

        rush = false;
        untilItRests();

        assertThat(removed).hasSize(1);
    }

    private void add(int... daysAgo) {
        for (int days : daysAgo) {
            unproved.add(new Row(UUID.randomUUID(), NOW - Duration.ofDays(days).toMillis() * 1_000));
        }
    }

    private void untilItRests() throws Exception {
        while (!work.round().join().equals(EVERY)) {
            assertThat(removed.size()).isLessThanOrEqualTo(unproved.size());
        }
    }
}
