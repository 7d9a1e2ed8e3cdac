package io.evently.mail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.evently.database.Shards;
import io.evently.tables.message.DeliveryLogTable.Report;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What SendGrid reports of mails of ours, by database; the later report of a mail counts. */
public final class SendGridReports {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final long MICROS = 1_000_000;

    private final Map<Integer, Map<UUID, Report>> delivered = new LinkedHashMap<>();
    private final Map<Integer, Map<UUID, Report>> bounced = new LinkedHashMap<>();

    private SendGridReports() {}

    /**
     * What stands in a body; what is not about a mail of ours is passed over.
     *
     * @param body an array of events as the event webhook sends it; empty if it is none
     */
    public static Optional<SendGridReports> of(byte[] body) {
        JsonNode events;
        try {
            events = JSON.readTree(body);
        } catch (IOException e) {
            return Optional.empty();
        }
        if (!events.isArray()) {
            return Optional.empty();
        }
        SendGridReports reports = new SendGridReports();
        events.forEach(reports::take);
        return Optional.of(reports);
    }

    private void take(JsonNode event) {
        UUID id = id(event.path(SendGridProvider.DELIVERY).asText());
        String database = event.path(SendGridProvider.DATABASE).asText();
        if (id == null || !database.matches("[0-" + (Shards.COUNT - 1) + "]")) {
            return;
        }
        int shard = Integer.parseInt(database);
        long at = Math.max(0, event.path("timestamp").asLong()) * MICROS;
        switch (event.path("event").asText()) {
            case "delivered" -> put(delivered, shard, new Report(id, at, null, false));
            case "bounce" -> {
                // A block is of this mail, or of this hour: the address may be good.
                boolean isBlock = event.path("type").asText().equals("blocked");
                put(bounced, shard, new Report(id, at, reason("BOUNCED", event), !isBlock));
            }
            case "dropped" -> {
                // "Bounced Address", "Unsubscribed Address" and their like; others are of the mail ("Spam Content").
                boolean isOfAddress = event.path("reason").asText().contains("Address");
                put(bounced, shard, new Report(id, at, reason("DROPPED", event), isOfAddress));
            }
            default -> {
                // Opened, clicked, processed, deferred: nothing to note.
            }
        }
    }

    private static void put(Map<Integer, Map<UUID, Report>> to, int shard, Report report) {
        to.computeIfAbsent(shard, first -> new LinkedHashMap<>()).put(report.id(), report);
    }

    private static String reason(String word, JsonNode event) {
        String address = event.path("email").asText();
        String text = event.path("reason").asText();
        String plain = address.isEmpty() ? text : text.replace(address, "<recipient>");
        return ("SENDGRID " + word + " " + event.path("status").asText() + " " + ProviderAnswer.cleaned(plain, null))
                .strip();
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException notOurs) {
            return null;
        }
    }

    /** By database, then by mail. */
    Map<Integer, Map<UUID, Report>> delivered() {
        return delivered;
    }

    /** By database, then by mail. */
    Map<Integer, Map<UUID, Report>> bounced() {
        return bounced;
    }

    /** How many mails they are about. */
    public int size() {
        return delivered.values().stream().mapToInt(Map::size).sum()
                + bounced.values().stream().mapToInt(Map::size).sum();
    }
}
