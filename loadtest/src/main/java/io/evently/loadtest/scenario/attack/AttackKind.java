package io.evently.loadtest.scenario.attack;

/** What the attacker does, as the issue "Nothing breaks at the edges: the API" names it. */
enum AttackKind {
    HALF_OPEN("3,000 connections whose heads never end"),
    WRONG_LOG_INS("100 wrong log-ins a second"),
    READINESS("1,200 looks at readiness at once"),
    STREAMS("10,000 streams wished for"),
    RANDOM_EVENTS("random event ids without end");

    private final String sentence;

    AttackKind(String sentence) {
        this.sentence = sentence;
    }

    /** For people. */
    String sentence() {
        return sentence;
    }
}
