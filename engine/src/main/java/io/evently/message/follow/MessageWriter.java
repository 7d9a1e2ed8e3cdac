package io.evently.message.follow;

import io.evently.message.Cause;
import io.evently.message.Variable;
import io.evently.sql.FlatJson;
import io.evently.tables.message.EmailDeliveriesTable;
import io.evently.tables.message.EmailRow;
import io.evently.tables.message.NotificationRow;
import io.evently.tables.message.NotificationsTable;
import io.evently.tables.message.Preferences;
import io.evently.tables.message.PreferencesTable;
import io.evently.tables.message.Recipients;
import io.evently.tables.message.Recipients.Recipient;
import io.evently.tables.message.RemindersTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what people of one database are told, as each of them wants it, in the caller's transaction. Thread-safe. */
final class MessageWriter {

    private static final Logger log = LoggerFactory.getLogger(MessageWriter.class);

    private final BiFunction<Cause, Map<String, String>, String> line;
    private final LongSupplier now;
    private final MessageMetrics metrics;

    /**
     * @param line what an inbox shows, from the variables by their words
     * @param now microseconds
     */
    MessageWriter(BiFunction<Cause, Map<String, String>, String> line, LongSupplier now, MessageMetrics metrics) {
        this.line = line;
        this.now = now;
        this.metrics = metrics;
    }

    /** All of it. What is there already stays as it is. */
    void write(Connection connection, Outbox.Part part) throws SQLException {
        tell(connection, part.messages(), part.reminders());
        RemindersTable.remove(connection, part.needless());
        RemindersTable.removeOfEvents(connection, part.overEvents());
    }

    /** Messages only. */
    void tell(Connection connection, List<Message> messages) throws SQLException {
        tell(connection, messages, List.of());
    }

    private void tell(Connection connection, List<Message> messages, List<RemindersTable.Row> reminders)
            throws SQLException {
        if (messages.isEmpty() && reminders.isEmpty()) {
            return;
        }
        // First: who is forgotten from here on is seen as such below, or their erasure sees these rows.
        long after = NotificationsTable.takeNumbers(connection, messages.size());
        Set<UUID> persons = new LinkedHashSet<>();
        messages.forEach(message -> persons.add(message.userId()));
        reminders.forEach(reminder -> persons.add(reminder.userId()));
        Map<UUID, Recipient> recipients = Recipients.read(connection, persons);
        Map<UUID, Preferences> preferences = PreferencesTable.read(connection, persons);
        List<NotificationRow> notifications = new ArrayList<>(messages.size());
        List<EmailRow> mails = new ArrayList<>(messages.size());
        for (Message message : messages) {
            Recipient to = recipients.get(message.userId());
            Channels by = Channels.of(
                    message.cause(),
                    preferences.getOrDefault(message.userId(), Preferences.EVERYTHING),
                    message.allowed(),
                    to.mailable());
            if (!to.forgotten() && !by.none()) {
                notifications.add(notification(message, by));
                if (by.email()) {
                    mails.add(mail(message));
                }
                metrics.told(message.cause());
            }
        }
        NotificationsTable.insert(connection, notifications, after);
        EmailDeliveriesTable.enqueue(connection, mails);
        RemindersTable.add(
                connection,
                reminders.stream()
                        .filter(reminder -> !recipients.get(reminder.userId()).forgotten())
                        .toList());
    }

    private NotificationRow notification(Message message, Channels by) {
        return new NotificationRow(
                message.id(),
                message.userId(),
                message.eventId(),
                message.cause().type().label(),
                message.cause().label(),
                lineOf(message),
                FlatJson.of(message.variables()),
                by.email(),
                by.inApp(),
                "sent",
                now.getAsLong(),
                0,
                false,
                message.at(),
                0);
    }

    private static EmailRow mail(Message message) {
        return new EmailRow(
                message.id(),
                message.userId(),
                message.cause().label(),
                message.cause().type().label(),
                message.variables(),
                message.at(),
                message.factNo(),
                message.formerEmail() == null ? null : message.formerEmail().bytes());
    }

    /** A template that fails must not stop what others are told. */
    private String lineOf(Message message) {
        try {
            return line.apply(message.cause(), message.variables());
        } catch (RuntimeException e) {
            log.warn("The template of {} fails: {}", message.cause().label(), e.toString());
            String event = message.variables().get(Variable.EVENT_NAME.word());
            String cause = message.cause().label().replace('_', ' ');
            return event == null ? cause : cause + ": " + event;
        }
    }
}
