package io.evently.routes;

import com.fasterxml.jackson.databind.JsonNode;
import io.evently.http.format.Ids;
import io.evently.http.server.RawClient.Answer;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** {@code openapi.yaml}, and whether an answer is one that it describes. */
public final class Contract {

    private static final SwaggerParseResult PARSED = parse();

    /** Operations by "METHOD /path", with the parameters of their path. */
    public static final Map<String, Operation> OPERATIONS = operations();

    private Contract() {}

    /** All of it. */
    public static OpenAPI document() {
        return PARSED.getOpenAPI();
    }

    /** What the parser has to complain of. */
    static List<String> complaints() {
        return PARSED.getMessages();
    }

    /** The operation that serves a request, a literal segment going before a parameter. */
    public static String operation(String method, String target) {
        String request = method + " " + target.split("\\?", 2)[0];
        return OPERATIONS.keySet().stream()
                .filter(name -> request.matches(name.replaceAll("\\{\\w+}", "[^/]+")))
                .min(Comparator.comparing(
                        name -> name.chars().filter(c -> c == '{').count()))
                .orElseThrow();
    }

    /** What about an answer is not as the contract says: its status, its code, its type, its content, who may keep it. */
    public static List<String> violations(String operation, Answer answer) {
        List<String> violations = new ArrayList<>();
        String cache = answer.header("cache-control");
        if (!mayBeKept(operation, answer).equals(cache)) {
            violations.add("caches are told " + cache);
        }
        ApiResponse response = response(operation, answer.status());
        if (response == null) {
            return List.of("status " + answer.status() + " is not described");
        }
        if (response.getContent() == null) {
            return answer.body().isEmpty() ? List.of() : List.of("no content is described");
        }
        String type = answer.headers().getOrDefault("content-type", "nothing").split(";")[0];
        if (!response.getContent().containsKey(type)) {
            return List.of("content type " + type + " is not described");
        }
        if (type.endsWith("json")) {
            check("", response.getContent().get(type).getSchema(), answer.json(), violations);
        }
        if (type.equals("application/problem+json")
                && !response.getDescription().contains("`" + answer.code() + "`")) {
            violations.add("code " + answer.code() + " is not described for status " + answer.status());
        }
        return violations;
    }

    /** Who comes with a link leaves nothing behind. */
    private static final Set<String> PAGES_OF_LINKS =
            Set.of("GET /verify-address", "GET /reset-password", "GET /account/{file}");

    private static String mayBeKept(String operation, Answer answer) {
        String type = answer.headers().getOrDefault("content-type", "");
        boolean forAll =
                "public".equals(OPERATIONS.get(operation).getExtensions().get("x-access"))
                        && operation.startsWith("GET ")
                        && !type.startsWith("application/problem+json")
                        && !type.startsWith("text/event-stream")
                        && !PAGES_OF_LINKS.contains(operation);
        return forAll ? "no-cache" : "no-store";
    }

    /** What is not as the schema of that name says. */
    public static List<String> violations(String schema, JsonNode value) {
        List<String> violations = new ArrayList<>();
        check("", document().getComponents().getSchemas().get(schema), value, violations);
        return violations;
    }

    /** How an operation answers with that status; null if it says nothing of it. */
    public static ApiResponse response(String operation, int status) {
        ApiResponse described = OPERATIONS.get(operation).getResponses().get(Integer.toString(status));
        return described == null || described.get$ref() == null
                ? described
                : document().getComponents().getResponses().get(nameOf(described.get$ref()));
    }

    /** The schema itself, not a reference to it. */
    public static Schema<?> resolved(Schema<?> schema) {
        if (schema.get$ref() != null) {
            return resolved(document().getComponents().getSchemas().get(nameOf(schema.get$ref())));
        }
        return schema.getAllOf() == null ? schema : resolved(schema.getAllOf().get(0));
    }

    private static void check(String at, Schema<?> given, JsonNode value, List<String> violations) {
        Schema<?> schema = resolved(given);
        if (value.isNull()) {
            if (!Boolean.TRUE.equals(given.getNullable()) && !Boolean.TRUE.equals(schema.getNullable())) {
                violations.add(at + " is null");
            }
            return;
        }
        boolean fits =
                switch (schema.getType()) {
                    case "object" -> value.isObject();
                    case "array" -> value.isArray();
                    case "string" -> value.isTextual();
                    case "integer" -> value.isIntegralNumber();
                    case "boolean" -> value.isBoolean();
                    default -> false;
                };
        if (!fits) {
            violations.add(at + " is no " + schema.getType() + ": " + value);
            return;
        }
        if (value.isObject()) {
            checkObject(at, schema, value, violations);
        } else if (value.isArray()) {
            if (!isWithin(value.size(), schema.getMinItems(), schema.getMaxItems())) {
                violations.add(at + " has " + value.size() + " items");
            }
            for (int i = 0; i < value.size(); i++) {
                check(at + "[" + i + "]", schema.getItems(), value.get(i), violations);
            }
        } else if (value.isTextual()) {
            checkText(at, schema, value.textValue(), violations);
        } else if (value.isIntegralNumber()) {
            checkNumber(at, schema, value.decimalValue(), violations);
        }
    }

    private static void checkObject(String at, Schema<?> schema, JsonNode value, List<String> violations) {
        if (schema.getRequired() != null) {
            schema.getRequired().stream()
                    .filter(name -> !value.has(name))
                    .forEach(name -> violations.add(at + "." + name + " is missing"));
        }
        value.properties().forEach(field -> {
            Schema<?> property = property(schema, field.getKey());
            if (property == null) {
                violations.add(at + "." + field.getKey() + " is not described");
            } else {
                check(at + "." + field.getKey(), property, field.getValue(), violations);
            }
        });
    }

    /** Null: it is not described. */
    private static Schema<?> property(Schema<?> schema, String name) {
        Schema<?> named =
                schema.getProperties() == null ? null : schema.getProperties().get(name);
        return named == null && schema.getAdditionalProperties() instanceof Schema<?> any ? any : named;
    }

    private static void checkText(String at, Schema<?> schema, String text, List<String> violations) {
        String format = schema.getFormat() == null ? "" : schema.getFormat();
        boolean fits =
                switch (format) {
                    case "uuid" -> Ids.parse(text).isPresent();
                    case "date-time" -> text.matches("\\d{4}(-\\d\\d){2}T\\d\\d(:\\d\\d){2}\\.\\d{6}Z");
                    default -> true;
                };
        boolean listed = schema.getEnum() == null || schema.getEnum().contains(text);
        boolean matches = schema.getPattern() == null || text.matches(schema.getPattern());
        boolean asLong = isWithin(text.codePointCount(0, text.length()), schema.getMinLength(), schema.getMaxLength());
        if (!fits || !listed || !matches || !asLong) {
            violations.add(at + " is not as described: " + text);
        }
    }

    private static void checkNumber(String at, Schema<?> schema, BigDecimal number, List<String> violations) {
        boolean above = schema.getMinimum() == null || number.compareTo(schema.getMinimum()) >= 0;
        boolean below = schema.getMaximum() == null || number.compareTo(schema.getMaximum()) <= 0;
        if (!above || !below) {
            violations.add(at + " is out of its bounds: " + number);
        }
    }

    private static boolean isWithin(int count, Integer min, Integer max) {
        return (min == null || count >= min) && (max == null || count <= max);
    }

    private static String nameOf(String ref) {
        return ref.substring(ref.lastIndexOf('/') + 1);
    }

    private static Map<String, Operation> operations() {
        Map<String, Operation> operations = new TreeMap<>();
        document().getPaths().forEach((path, item) -> item.readOperationsMap()
                .forEach((method, operation) ->
                        operations.put(method + " " + path, withPathParameters(item, operation))));
        return operations;
    }

    private static Operation withPathParameters(PathItem item, Operation operation) {
        if (item.getParameters() != null) {
            item.getParameters().forEach(operation::addParametersItem);
        }
        return operation;
    }

    private static SwaggerParseResult parse() {
        ParseOptions options = new ParseOptions();
        options.setResolve(true);
        try (InputStream in = Contract.class.getResourceAsStream("/openapi.yaml")) {
            return new OpenAPIV3Parser()
                    .readContents(new String(in.readAllBytes(), StandardCharsets.UTF_8), null, options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
