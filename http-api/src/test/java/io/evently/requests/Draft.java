package io.evently.requests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Schema;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A request in the making: valid at first, then changed. */
final class Draft {

    /** As {@code openapi.yaml} names it. */
    final String operation;

    final Operation described;
    final Map<String, String> pathValues = new LinkedHashMap<>();
    final List<String> query = new ArrayList<>();
    final List<Header> headers = new ArrayList<>();
    String method;
    /** Null: made of the operation's path and {@link #pathValues}. */
    String path;

    Person caller;
    /** Null without a body, and when it is no longer JSON. */
    ObjectNode json;

    byte[] body;
    boolean raw;
    /** Whether it is still the operation's own answer that will come. */
    boolean sameOperation = true;

    private Expect expect = Expect.UNDERSTOOD;
    private int changes;
    private final List<String> what = new ArrayList<>();

    Draft(String operation, Operation described) {
        this.operation = operation;
        this.described = described;
        this.method = operation.substring(0, operation.indexOf(' '));
    }

    /**
     * Notes a change.
     *
     * @param expected what it makes of the whole request; two changes may undo each other
     */
    void changed(String how, Expect expected) {
        what.add(how);
        changes++;
        expect = changes > 1 ? Expect.ANY : expected;
    }

    String template() {
        return operation.substring(operation.indexOf(' ') + 1);
    }

    /** Whether it asks for what the contract is about, not for health, metrics or documents. */
    boolean isOfTheApi() {
        return template().startsWith("/v1/");
    }

    boolean needsToken() {
        return !"public".equals(described.getExtensions().get("x-access"));
    }

    Schema<?> bodySchema() {
        return described.getRequestBody() == null
                ? null
                : described
                        .getRequestBody()
                        .getContent()
                        .get("application/json")
                        .getSchema();
    }

    void setBody(ObjectNode value) {
        json = value;
        body = value.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** What is none the HTTP parser refuses, whatever the header. */
    private static boolean isUtf8(String latin1) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(latin1.getBytes(StandardCharsets.ISO_8859_1)));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /** What was to be sent; missing without a body, or if that is no JSON any more. */
    JsonNode jsonOrMissing() {
        return json == null ? MissingNode.getInstance() : json;
    }

    void setHeader(String name, String value) {
        removeHeader(name);
        headers.add(new Header(name, value));
    }

    /** Whether that token is the one it shows. */
    boolean bears(String token) {
        return headers.stream()
                .anyMatch(header ->
                        header.isNamed("Authorization") && header.value().equals("Bearer " + token));
    }

    void removeHeader(String name) {
        headers.removeIf(header -> header.isNamed(name));
    }

    void addQuery(String name, String value) {
        query.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
    }

    String target() {
        String filled = path;
        if (filled == null) {
            filled = template();
            for (Map.Entry<String, String> value : pathValues.entrySet()) {
                filled = filled.replace("{" + value.getKey() + "}", value.getValue());
            }
        }
        return query.isEmpty() ? filled : filled + "?" + String.join("&", query);
    }

    GeneratedRequest finished(long number) {
        boolean readable = headers.stream().allMatch(header -> isUtf8(header.value()));
        return new GeneratedRequest(
                number,
                sameOperation && readable ? operation : null,
                operation + (what.isEmpty() ? ", valid" : ", " + String.join(", ", what)),
                readable || expect == Expect.REFUSED ? expect : Expect.ANY,
                method,
                target(),
                List.copyOf(headers),
                body,
                raw);
    }
}
