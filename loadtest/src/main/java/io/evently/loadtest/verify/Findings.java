package io.evently.loadtest.verify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What breaks the {@link Rules}, a few examples each. Used by one thread. */
final class Findings {

    private final List<Violation> violations = new ArrayList<>();
    private final Map<String, Rule> rules = new HashMap<>();

    void broken(String rule, String detail) {
        rules.computeIfAbsent(rule, sentence -> new Rule(sentence, violations)).broken(detail);
    }

    /** How often each rule was broken; those that were kept are left out. */
    Map<String, Integer> timesBroken() {
        Map<String, Integer> times = new TreeMap<>();
        rules.forEach((sentence, rule) -> times.put(sentence, rule.timesBroken()));
        return times;
    }

    List<Violation> violations() {
        return List.copyOf(violations);
    }
}
