package io.evently.loadtest.scenario.messages;

import io.evently.loadtest.client.HttpText;
import io.evently.loadtest.history.Buyer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What one person hears on the stream of their notifications. Fed by one thread, read by others. */
final class Listener {

    /**
     * A notification.
     *
     * @param data as it came, JSON
     * @param at {@link System#nanoTime()} of when it was here
     */
    record Heard(String data, long at) {

        boolean isAbout(UUID eventId) {
            return data.contains(eventId.toString());
        }
    }

    private final Buyer person;
    private final Map<String, Heard> heard = new LinkedHashMap<>();
    private String lastId;
    private int twice;

    Listener(Buyer person) {
        this.person = person;
    }

    /** The request that opens the stream, behind what was heard. */
    synchronized byte[] request(String host) {
        String resumed = lastId == null ? "" : "Last-Event-ID: " + lastId + "\r\n";
        return HttpText.request(
                host, "GET", "/v1/notifications/stream", person.token(), "Accept: text/event-stream\r\n" + resumed, "");
    }

    /** A line of the stream. */
    synchronized void line(String line) {
        if (line.startsWith("id:")) {
            lastId = line.substring(3).strip();
        } else if (line.startsWith("data:") && heard.putIfAbsent(lastId, new Heard(line, System.nanoTime())) != null) {
            twice++;
        }
    }

    /** All that is about that event, in the order in which it came. */
    synchronized List<Heard> about(UUID eventId) {
        List<Heard> about = new ArrayList<>();
        heard.values().stream().filter(each -> each.isAbout(eventId)).forEach(about::add);
        return about;
    }

    /** How many notifications came that had come before. */
    synchronized int twice() {
        return twice;
    }
}
