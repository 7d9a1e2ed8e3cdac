package io.evently.message.follow;

import io.evently.database.Shards;
import io.evently.tables.journal.Position;
import io.evently.tables.message.RemindersTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/** What a run of the journal tells, sorted by the databases of those who are told, each thing with its place. */
final class Outbox {

    private record Placed(Position at, Consumer<Part> add) {}

    private final List<List<Placed>> byTarget = new ArrayList<>();

    Outbox() {
        for (int target = 0; target < Shards.COUNT; target++) {
            byTarget.add(new ArrayList<>());
        }
    }

    /** What one database is to be told. */
    static final class Part {
        private final Map<UUID, Message> messages = new LinkedHashMap<>();
        private final Map<UUID, RemindersTable.Row> reminders = new LinkedHashMap<>();
        private final Set<UUID> needless = new LinkedHashSet<>();
        private final Set<UUID> overEvents = new LinkedHashSet<>();

        boolean isEmpty() {
            return messages.isEmpty() && reminders.isEmpty() && needless.isEmpty() && overEvents.isEmpty();
        }

        /** The first one of each id. */
        void add(Message message) {
            messages.putIfAbsent(message.id(), message);
        }

        List<Message> messages() {
            return List.copyOf(messages.values());
        }

        List<RemindersTable.Row> reminders() {
            return List.copyOf(reminders.values());
        }

        /** Reminders that something came before. */
        Set<UUID> needless() {
            return needless;
        }

        /** Events of which nobody is reminded any more. */
        Set<UUID> overEvents() {
            return overEvents;
        }
    }

    void tell(Position at, Message message) {
        place(message.userId(), at, part -> part.add(message));
    }

    void remind(Position at, RemindersTable.Row reminder) {
        place(reminder.userId(), at, part -> part.reminders.put(reminder.id(), reminder));
    }

    void remindNot(Position at, UUID userId, UUID reminder) {
        place(userId, at, part -> {
            part.reminders.remove(reminder);
            part.needless.add(reminder);
        });
    }

    void over(Position at, UUID eventId) {
        byTarget.forEach(placed -> placed.add(new Placed(at, part -> {
            part.reminders.values().removeIf(reminder -> reminder.eventId().equals(eventId));
            part.overEvents.add(eventId);
        })));
    }

    private void place(UUID userId, Position at, Consumer<Part> add) {
        byTarget.get(Shards.shardOf(userId)).add(new Placed(at, add));
    }

    boolean isEmpty() {
        return byTarget.stream().allMatch(List::isEmpty);
    }

    /** What a database is to be told that has everything up to {@code after}. */
    Part of(int target, Position after) {
        Part part = new Part();
        for (Placed each : byTarget.get(target)) {
            if (each.at().compareTo(after) > 0) {
                each.add().accept(part);
            }
        }
        return part;
    }
}
