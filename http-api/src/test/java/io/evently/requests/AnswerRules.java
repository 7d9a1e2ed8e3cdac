package io.evently.requests;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.evently.http.server.RawClient.Answer;
import io.evently.routes.Contract;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What holds for every answer, whatever was asked: what {@code api.md} says of errors, and {@code openapi.yaml} of the rest. */
final class AnswerRules {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The contract's table ({@code api.md}, "Errors"), written down anew: the server's own would agree with itself. */
    private static final Map<String, Integer> STATUS_OF_CODE = codes();

    /** Every route may answer so, whether it says so or not ("Everywhere" in {@code openapi.yaml}). */
    private static final Set<Integer> EVERYWHERE = Set.of(400, 404, 405, 413, 415);

    /** Too much traffic, too much work. */
    private static final Set<Integer> COME_AGAIN = Set.of(429, 503);

    /** Where they are described; others are sent on occasion. */
    private static final Set<String> ALWAYS_SENT = Set.of("Location", "ETag", "Evently-As-Of", "WWW-Authenticate");

    /** What none of ours says, and a stack trace or a driver's message does. */
    private static final Pattern TELLS_TOO_MUCH =
            Pattern.compile("Exception|Throwable|\\n\\s+at \\w|\\\\tat |\\bio\\.evently\\b"
                    + "|\\borg\\.(apache|postgresql|slf4j|flywaydb|scala)|\\bjava\\.(lang|util|io|net|time|sql|base)\\b|\\bjavax?\\.\\w+\\."
                    + "|\\bscala\\.\\w|\\bcom\\.(fasterxml|zaxxer|github|auth0|typesafe)\\.|SQLSTATE|PSQL");

    private static final Pattern HARMLESS_ID = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

    private static final int FIRST_REFUSAL = 400;
    private static final int FIRST_SERVER_ERROR = 500;
    private static final String NO_JSON = "a problem that is no JSON";
    private static final String PROBLEM = "application/problem+json";

    private AnswerRules() {}

    /**
     * What is wrong with an answer.
     *
     * @param answer null if there was none
     */
    static List<String> violations(GeneratedRequest request, Answer answer) {
        List<String> wrong = new ArrayList<>();
        if (answer == null) {
            if (!request.raw() && request.operation() != null) {
                wrong.add("the connection was closed without an answer");
            }
            return wrong;
        }
        if (answer.status() >= FIRST_SERVER_ERROR && answer.status() != 503) {
            wrong.add("status " + answer.status());
        }
        requestId(request, answer, wrong);
        if (isOurs(answer) && TELLS_TOO_MUCH.matcher(answer.body()).find()) {
            wrong.add("tells too much");
        }
        if (request.isHead()) {
            if (!answer.body().isEmpty()) {
                wrong.add("a body to HEAD");
            }
            return wrong;
        }
        if (answer.status() >= FIRST_REFUSAL && isProblem(answer)) {
            problem(answer, wrong);
            if (wrong.contains(NO_JSON)) {
                return wrong;
            }
        } else if (answer.status() >= FIRST_REFUSAL
                && request.operation() != null
                && !request.target().startsWith("/health/")) {
            wrong.add("a refusal that is no problem document: " + answer.header("content-type"));
        }
        if (request.operation() != null) {
            described(request.operation(), answer, wrong);
        }
        expected(request, answer, wrong);
        return wrong;
    }

    private static void requestId(GeneratedRequest request, Answer answer, List<String> wrong) {
        String id = answer.header("x-request-id");
        if (id == null || !HARMLESS_ID.matcher(id).matches()) {
            wrong.add("X-Request-Id is " + id);
            return;
        }
        String sent = request.raw() ? null : request.only("X-Request-Id");
        boolean readable = request.operation() != null;
        if (readable && sent != null && HARMLESS_ID.matcher(sent).matches() && !id.equals(sent)) {
            wrong.add("X-Request-Id is " + id + ", not the one sent");
        }
    }

    private static void problem(Answer answer, List<String> wrong) {
        JsonNode problem;
        try {
            problem = JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            wrong.add(NO_JSON);
            return;
        }
        wrong.addAll(Contract.violations("Problem", problem));
        String code = problem.path("code").asText();
        if (!STATUS_OF_CODE.getOrDefault(code, 0).equals(answer.status())) {
            wrong.add("code " + code + " with status " + answer.status());
        }
        if (problem.path("status").asInt() != answer.status()) {
            wrong.add("another status in the problem: " + problem.path("status"));
        }
        if (!problem.path("requestId").asText().equals(answer.header("x-request-id"))) {
            wrong.add("another request id in the problem");
        }
        if (problem.path("status").asInt() == 422 && problem.path("errors").isEmpty()) {
            wrong.add("422 without errors");
        }
        if (code.equals("METHOD_NOT_ALLOWED") && answer.header("allow") == null) {
            wrong.add("405 without Allow");
        }
        boolean hasPause = answer.headers().getOrDefault("retry-after", "").matches("[1-9]\\d*");
        if (COME_AGAIN.contains(answer.status()) && !hasPause) {
            wrong.add("no Retry-After: " + answer.header("retry-after"));
        }
    }

    /** Status, type, content and headers as the operation says. */
    private static void described(String operation, Answer answer, List<String> wrong) {
        ApiResponse response = Contract.response(operation, answer.status());
        if (response == null) {
            if (!EVERYWHERE.contains(answer.status())) {
                wrong.add("status " + answer.status() + " is not described");
            }
            return;
        }
        String type = answer.headers().getOrDefault("content-type", "");
        if (type.startsWith("text/event-stream")) {
            firstEvent(operation, answer, wrong);
        } else {
            wrong.addAll(Contract.violations(operation, answer));
        }
        if (response.getHeaders() != null) {
            response.getHeaders().keySet().stream()
                    .filter(header ->
                            ALWAYS_SENT.contains(header) && answer.header(header.toLowerCase(Locale.ROOT)) == null)
                    .forEach(header -> wrong.add("no " + header));
        }
    }

    private static void firstEvent(String operation, Answer answer, List<String> wrong) {
        String schema = operation.equals("GET /v1/notifications/stream") ? "Notification" : "Availability";
        // There is none yet for who has seen the last one.
        for (String line :
                answer.body().lines().filter(each -> each.startsWith("data:")).toList()) {
            try {
                wrong.addAll(Contract.violations(schema, JSON.readTree(line.substring("data:".length()))));
            } catch (JsonProcessingException e) {
                wrong.add("an event that is no JSON: " + line);
            }
        }
    }

    private static void expected(GeneratedRequest request, Answer answer, List<String> wrong) {
        if (request.expect() == Expect.REFUSED && answer.status() < FIRST_REFUSAL) {
            wrong.add("what is wrong was taken: " + answer.status());
        }
        if (request.expect() == Expect.UNDERSTOOD) {
            boolean aboutPasswords = request.target().endsWith("/password");
            boolean notUnderstood =
                    switch (answer.status()) {
                        case 400, 405, 406, 413, 415 -> true;
                        case 401, 403 -> !ValidRequests.isAboutOneself(request.target());
                        case 422 -> isProblem(answer) && answer.code().equals("INVALID_REQUEST") && !aboutPasswords;
                        default -> false;
                    };
            if (notUnderstood) {
                wrong.add("what is right was refused: " + answer.status());
            }
        }
    }

    /** The browser's part of Swagger UI says much, and none of it is ours. */
    private static boolean isOurs(Answer answer) {
        String type = answer.headers().getOrDefault("content-type", "");
        return !type.startsWith("text/javascript") && !type.startsWith("text/css") && !type.startsWith("image/");
    }

    private static boolean isProblem(Answer answer) {
        return answer.headers().getOrDefault("content-type", "").startsWith(PROBLEM);
    }

    private static Map<String, Integer> codes() {
        Map<String, Integer> codes = new LinkedHashMap<>();
        put(codes, 400, "MALFORMED_REQUEST");
        put(codes, 401, "UNAUTHENTICATED");
        put(codes, 403, "FORBIDDEN");
        put(codes, 404, "NOT_FOUND");
        put(codes, 405, "METHOD_NOT_ALLOWED");
        put(codes, 406, "NOT_ACCEPTABLE");
        put(codes, 415, "UNSUPPORTED_MEDIA_TYPE");
        put(codes, 413, "PAYLOAD_TOO_LARGE");
        put(codes, 409, "SOLD_OUT", "NOT_ENOUGH_SEATS", "SEATS_PROMISED_TO_WAITLIST", "PRICE_CHANGED");
        put(codes, 409, "EVENT_NOT_ON_SALE", "BOOKING_NOT_ACTIVE", "HOLD_EXPIRED", "PROMOTION_EXPIRED");
        put(codes, 409, "ALREADY_WAITING", "SEATS_AVAILABLE", "EVENT_HAS_BOOKINGS", "CAPACITY_BELOW_SOLD");
        put(codes, 409, "EMAIL_TAKEN", "BOOKING_LIMIT_REACHED", "LAST_ADMIN", "BOOKING_BELONGS_TO_ORDER");
        put(codes, 409, "ORDER_NOT_ACTIVE", "LEG_REFUSED");
        put(codes, 412, "VERSION_MISMATCH");
        put(codes, 422, "INVALID_REQUEST", "IDEMPOTENCY_KEY_REUSED");
        put(codes, 429, "RATE_LIMITED");
        put(codes, 503, "BUSY", "OUTCOME_UNKNOWN");
        return codes;
    }

    private static void put(Map<String, Integer> codes, int status, String... names) {
        for (String name : names) {
            codes.put(name, status);
        }
    }
}
