package io.evently.requests;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.http.server.RawClient.Answer;
import io.evently.routes.Contract;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

    /** Else a run would go on asking in the name of those who are out, and routes about oneself would never succeed. */
    @Test
    void whoseSessionHasEndedAsksNoMore() {
        var things = new Things();
        var valid = new ValidRequests(new People("a secret of the tests, long enough!!"), things);
        for (String token : List.of("one", "two", "three")) {
            logIn(things, valid, "ada@example.org", token);
        }
        logIn(things, valid, "bob@example.org", "four");
        things.learn(by("one", valid, "GET /v1/users/me"), answer(401));
        assertThat(tokens(things)).containsExactlyInAnyOrder("two", "three", "four");
        Draft logOut = by("two", valid, "DELETE /v1/sessions");
        logOut.query.clear();
        things.learn(logOut, answer(204));
        assertThat(tokens(things)).containsExactlyInAnyOrder("three", "four");
        logIn(things, valid, "ada@example.org", "five");
        Draft change = by("five", valid, "PUT /v1/users/me/password");
        change.setBody(change.json.put("new", "another of 20 letters"));
        things.learn(change, answer(204));
        assertThat(tokens(things)).containsExactlyInAnyOrder("five", "four");
        assertThat(by("five", valid, "PUT /v1/users/me/password")
                        .json
                        .path("current")
                        .asText())
                .isEqualTo("another of 20 letters");
        logIn(things, valid, "bob@example.org", "six");
        Draft everywhere = by("six", valid, "DELETE /v1/sessions");
        everywhere.query.clear();
        everywhere.query.add("everywhere=true");
        things.learn(everywhere, answer(204));
        assertThat(tokens(things)).containsExactly("five");
    }

    private static void logIn(Things things, ValidRequests valid, String email, String token) {
        Draft draft = valid.of("POST /v1/sessions", new SplittableRandom(1));
        draft.setBody(draft.json.put("email", email).put("password", "as it was at first"));
        things.learn(
                draft,
                new Answer(201, Map.of("content-type", "application/json"), "{\"accessToken\":\"" + token + "\"}"));
    }

    private static Answer answer(int status) {
        return new Answer(status, Map.of(), "");
    }

    private static Draft by(String token, ValidRequests valid, String operation) {
        return IntStream.range(0, 200)
                .mapToObj(seed -> valid.of(operation, new SplittableRandom(seed)))
                .filter(draft -> draft.caller.token().equals(token))
                .findFirst()
                .orElseThrow();
    }

    private static Set<String> tokens(Things things) {
        var random = new SplittableRandom(1);
        return IntStream.range(0, 200)
                .mapToObj(any -> things.registered(random).orElseThrow().token())
                .collect(Collectors.toSet());
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
