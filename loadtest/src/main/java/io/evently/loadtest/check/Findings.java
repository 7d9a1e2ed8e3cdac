package io.evently.loadtest.check;

import io.evently.loadtest.audit.Rule;
import io.evently.loadtest.audit.Violation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What breaks the {@link Rules}, a few examples each. Used by one thread. */
final class Findings {

    private final List<Violation> violations = new ArrayList<>();
    private final Map<String, Rule> rules = new HashMap<>();

    void broken(String rule, String detail) {
        rules.computeIfAbsent(rule, sentence -> new Rule(sentence, violations)).broken(detail);
    }

    List<Violation> violations() {
        return List.copyOf(violations);
    }
}
