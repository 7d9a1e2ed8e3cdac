package io.evently.requests;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.api.Contract;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.Condition;
import org.junit.jupiter.api.Test;

/** What a seed makes, without anything to send it to. */
class RequestGeneratorTest {

    private static final int MANY = 3_000;

    private final RequestGenerator generator = generator(1);

    private static RequestGenerator generator(long seed) {
        return new RequestGenerator(seed, new People("a secret of the tests, long enough!!"), new Things());
    }

    @Test
    void theSameNumberOfASeedIsTheSameRequest() {
        for (int number = 0; number < 200; number++) {
            GeneratedRequest once = generator.draft(number).finished(number);
            GeneratedRequest again = generator.draft(number).finished(number);
            assertThat(again.what()).isEqualTo(once.what());
            assertThat(again.target()).isEqualTo(once.target());
            assertThat(again.body()).isEqualTo(once.body());
        }
    }

    @Test
    void anotherSeedMakesOthers() {
        Set<String> targets = new HashSet<>();
        for (long seed = 0; seed < 50; seed++) {
            targets.add(generator(seed).draft(1_000).finished(1_000).what());
        }
        assertThat(targets).hasSizeGreaterThan(25);
    }

    @Test
    void everyRouteIsAskedAndInEveryWay() {
        Set<String> operations = new HashSet<>();
        Map<Expect, Integer> expected = new EnumMap<>(Expect.class);
        for (int number = 0; number < MANY; number++) {
            GeneratedRequest request = generator.draft(number).finished(number);
            assertThat(request.bytes()).isNotEmpty();
            assertThat(request.curl()).doesNotContain("\n").is(ascii());
            operations.add(generator.draft(number).operation);
            expected.merge(request.expect(), 1, Integer::sum);
        }
        assertThat(operations).isEqualTo(Contract.OPERATIONS.keySet());
        assertThat(expected.values()).hasSize(Expect.values().length).allMatch(count -> count > MANY / 10);
    }

    private static Condition<String> ascii() {
        return new Condition<>(StandardCharsets.US_ASCII.newEncoder()::canEncode, "plain ASCII");
    }

    @Test
    void aRequestIsALineForAShell() {
        var request = new GeneratedRequest(
                1,
                null,
                "",
                Expect.ANY,
                "POST",
                "/v1/events?q='%00",
                List.of(new Header("Content-Type", "application/json"), new Header("X-Empty", "")),
                "{\"a\": \"50% \u00fc\n'\"}".getBytes(StandardCharsets.UTF_8),
                false);
        assertThat(request.curl())
                .isEqualTo("printf -- '{\"a\": \"50%% \\303\\274\\012\\047\"}' | curl -sgi --max-time 30 -X $'POST'"
                        + " --request-target $'/v1/events?q=\\047%00' http://127.0.0.1:8080/ -H 'Host: localhost'"
                        + " -H $'Content-Type: application/json' -H $'X-Empty;'"
                        + " -H 'Accept:' -H 'User-Agent:' -H 'Expect:' --data-binary @-");
        var raw = new GeneratedRequest(
                1, null, "", Expect.ANY, "GET", "/", List.of(), new byte[] {'G', 0, (byte) 0xff}, true);
        assertThat(raw.curl()).isEqualTo("printf -- 'G\\000\\377' | nc -w 5 127.0.0.1 8080");
    }
}
