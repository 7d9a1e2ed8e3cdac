package io.evently.requests;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.http.server.RawClient.Answer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A rule that finds nothing proves nothing: each is shown an answer that breaks it. */
class AnswerRulesTest {

    private static final String AVAILABILITY = "GET /v1/events/{id}/availability";
    private static final String GOOD =
            """
            {"type":"urn:evently:problem:not-found","title":"Not found","status":404,"detail":"No.","code":"NOT_FOUND",\
            "requestId":"a1"}""";

    private final Map<String, String> headers = new TreeMap<>(
            Map.of("x-request-id", "a1", "content-type", "application/problem+json", "cache-control", "no-store"));

    private static GeneratedRequest request(String operation, Expect expect) {
        return new GeneratedRequest(
                1, operation, "test", expect, "GET", "/v1/events/1/availability", List.of(), null, false);
    }

    private List<String> violations(int status, String body) {
        return violations(Expect.ANY, status, body);
    }

    private List<String> violations(Expect expect, int status, String body) {
        return AnswerRules.violations(request(AVAILABILITY, expect), new Answer(status, headers, body));
    }

    private static String problem(int status, String code) {
        return GOOD.replace("404", Integer.toString(status)).replace("NOT_FOUND", code);
    }

    @Test
    void aGoodRefusalBreaksNone() {
        assertThat(violations(404, GOOD)).isEmpty();
    }

    @Test
    void aServerErrorIsNone() {
        assertThat(violations(500, problem(500, "INTERNAL_ERROR"))).contains("status 500");
        assertThat(violations(502, "")).contains("status 502");
        headers.put("retry-after", "1");
        assertThat(violations(503, problem(503, "BUSY"))).isEmpty();
        assertThat(violations(503, problem(503, "OUT_OF_ORDER"))).isNotEmpty();
    }

    @Test
    void aCodeBelongsToItsStatus() {
        assertThat(violations(404, problem(404, "SOLD_OUT"))).contains("code SOLD_OUT with status 404");
        assertThat(violations(404, GOOD.replace("404", "400"))).contains("another status in the problem: 400");
    }

    @Test
    void aProblemFitsItsSchema() {
        assertThat(violations(404, GOOD.replace("\"title\":\"Not found\",", "")))
                .contains(".title is missing");
        assertThat(violations(404, GOOD.replace("\"No.\"", "1"))).anyMatch(wrong -> wrong.startsWith(".detail"));
        assertThat(violations(404, GOOD.replace("\"code\"", "\"trace\":\"\",\"code\"")))
                .contains(".trace is not described");
        assertThat(violations(404, "no JSON")).contains("a problem that is no JSON");
        assertThat(violations(422, problem(422, "INVALID_REQUEST"))).contains("422 without errors");
    }

    @Test
    void theRequestIdIsThereAndTheSameEverywhere() {
        headers.put("x-request-id", "b2");
        assertThat(violations(404, GOOD)).contains("another request id in the problem");
        headers.remove("x-request-id");
        assertThat(violations(404, GOOD)).contains("X-Request-Id is null");
    }

    @Test
    void whoIsToComeAgainIsToldWhen() {
        assertThat(violations(503, problem(503, "BUSY"))).contains("no Retry-After: null");
        headers.put("retry-after", "soon");
        assertThat(violations(429, problem(429, "RATE_LIMITED"))).contains("no Retry-After: soon");
    }

    @Test
    void nothingOfOurInsidesIsTold() {
        for (String inside : List.of(
                "java.lang.IllegalStateException",
                "NullPointerException",
                "\\n\\tat a.b.c(D.java)",
                "in io.evently.Main",
                "org.postgresql.util",
                "at org.apache.pekko.actor",
                "com.fasterxml.jackson.core.Json",
                "ERROR: SQLSTATE 23505")) {
            assertThat(violations(404, GOOD.replace("No.", inside))).as(inside).contains("tells too much");
        }
        assertThat(violations(404, GOOD.replace("No.", "of ada@example.org, at www.apache.org")))
                .isEmpty();
    }

    @Test
    void anAnswerFitsItsOperation() {
        headers.put("content-type", "application/json");
        assertThat(violations(200, "{}")).contains(".eventId is missing");
        assertThat(violations(302, "")).contains("status 302 is not described");
        headers.put("content-type", "text/html");
        assertThat(violations(200, "{}")).contains("content type text/html is not described");
        assertThat(violations(404, "<h1>Not found</h1>"))
                .anyMatch(wrong -> wrong.startsWith("a refusal that is no problem"));
    }

    @Test
    void whatIsWrongIsNotTakenAndWhatIsRightIsUnderstood() {
        headers.put("content-type", "application/json");
        assertThat(violations(Expect.REFUSED, 200, "{}")).contains("what is wrong was taken: 200");
        headers.put("content-type", "application/problem+json");
        assertThat(violations(Expect.UNDERSTOOD, 400, problem(400, "MALFORMED_REQUEST")))
                .containsExactly("what is right was refused: 400");
        assertThat(violations(Expect.UNDERSTOOD, 404, GOOD)).isEmpty();
        assertThat(violations(Expect.REFUSED, 404, GOOD)).isEmpty();
    }

    @Test
    void onlyWhatIsHardlyHttpMayGoWithoutAnAnswer() {
        assertThat(AnswerRules.violations(request(AVAILABILITY, Expect.ANY), null))
                .hasSize(1);
        assertThat(AnswerRules.violations(request(null, Expect.ANY), null)).isEmpty();
    }

    @Test
    void aHarmlessRequestIdComesBack() {
        var sent = new GeneratedRequest(
                1,
                AVAILABILITY,
                "test",
                Expect.ANY,
                "GET",
                "/",
                List.of(new Header("X-Request-Id", "mine")),
                null,
                false);
        assertThat(AnswerRules.violations(sent, new Answer(404, headers, GOOD)))
                .contains("X-Request-Id is a1, not the one sent");
    }
}
