package io.evently.loadtest.scenario.attack;

import com.fasterxml.jackson.databind.JsonNode;
import io.evently.loadtest.client.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the attacker came to: the last line it prints, for the process that started it.
 *
 * @param answers by HTTP status
 * @param lost requests or connections that the server ended without an answer
 * @param mostOpen connections at once, where they are to stay
 * @param cpuSeconds processor time it used
 */
record AttackerOutcome(Map<Integer, Long> answers, long lost, long mostOpen, double cpuSeconds) {

    String line() {
        return new String(
                Json.write(Map.of("answers", answers, "lost", lost, "mostOpen", mostOpen, "cpuSeconds", cpuSeconds)),
                StandardCharsets.UTF_8);
    }

    static AttackerOutcome of(String line) {
        JsonNode json = Json.read(line.getBytes(StandardCharsets.UTF_8));
        Map<Integer, Long> answers = new TreeMap<>();
        json.path("answers")
                .properties()
                .forEach(status -> answers.put(
                        Integer.valueOf(status.getKey()), status.getValue().longValue()));
        return new AttackerOutcome(
                answers,
                Json.number(json, "lost"),
                Json.number(json, "mostOpen"),
                json.path("cpuSeconds").doubleValue());
    }
}
