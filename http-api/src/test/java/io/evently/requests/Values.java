package io.evently.requests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evently.routes.Contract;
import io.swagger.v3.oas.models.media.Schema;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Values that a schema allows, from its dullest to its bounds. What no schema can say stands here, by a field's name. */
final class Values {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final String MONEY = "^\\d{1,8}\\.\\d{2}$";

    /** What is optional is given so many times in a hundred. */
    private static final int GIVEN = 40;

    private static final int AT_A_BOUND = 10;

    /** Events of the run are later than those of other tests on the same node, whose lists begin with the next event. */
    static final int FIRST_YEAR = 2150;

    private static final int LAST_YEAR = 2999;

    private static final long LARGEST_INT = Integer.MAX_VALUE;

    /** Few seats, so that they run out, and people wait. */
    private static final int FEW_SEATS = 12;

    /** Fields whose largest value would make a price above the largest there is, once a rule has raised it. */
    private static final Set<String> RAISED = Set.of("basePrice");

    /** A rule's steps must be in ascending order, which a schema cannot say: one step is. */
    private static final Set<String> ORDERED = Set.of("steps");

    /** Scripts and letters people really have; each is in NFC as it stands. */
    private static final List<String> WORDS = List.of(
            "Night",
            "of",
            "the",
            "Proms",
            "O'Connor's",
            "Müller",
            "naïve",
            "Ångström",
            "Straße",
            "Łódź",
            "Ελλάδα",
            "Концерт",
            "東京",
            "宇多田ヒカル",
            "서울",
            "ประเทศไทย",
            "مهرجان",
            "פסטיבל",
            "😀",
            "👩‍👩‍👧",
            "a\\b",
            "\"quoted\"",
            "<b>",
            "%s",
            "{{7*7}}",
            "'; --",
            "=1+1",
            "null",
            "–");

    private final Things things;

    Values(Things things) {
        this.things = things;
    }

    /** An object of that schema, with some of what is optional. */
    ObjectNode object(Schema<?> given, RandomGenerator random) {
        Schema<?> schema = Contract.resolved(given);
        ObjectNode object = JSON.objectNode();
        List<String> required = schema.getRequired() == null ? List.of() : schema.getRequired();
        if (schema.getProperties() != null) {
            for (String name : schema.getProperties().keySet()) {
                if (required.contains(name) || Pick.percent(random, GIVEN)) {
                    object.set(name, of(name, schema.getProperties().get(name), random));
                }
            }
        }
        return object;
    }

    /** A value for the field of that name. */
    JsonNode of(String name, Schema<?> given, RandomGenerator random) {
        Schema<?> schema = Contract.resolved(given);
        if (schema.getEnum() != null) {
            return JSON.textNode(Pick.one(random, schema.getEnum()).toString());
        }
        return switch (schema.getType()) {
            case "object" -> object(schema, random);
            case "array" -> list(name, schema, random);
            case "boolean" -> JSON.booleanNode(random.nextBoolean());
            case "integer" -> JSON.numberNode(number(name, schema, random));
            case "string" -> JSON.textNode(string(name, schema, random));
            default -> MAPPER.valueToTree(schema.getExample());
        };
    }

    private ArrayNode list(String name, Schema<?> schema, RandomGenerator random) {
        int min = schema.getMinItems() == null ? 0 : schema.getMinItems();
        int max = schema.getMaxItems() == null ? min + 2 : Math.min(schema.getMaxItems(), min + 2);
        int size = ORDERED.contains(name) ? 1 : random.nextInt(min, max + 1);
        ArrayNode list = JSON.arrayNode();
        Set<JsonNode> there = new HashSet<>();
        boolean eachOnce = Boolean.TRUE.equals(schema.getUniqueItems());
        for (int i = 0; i < size; i++) {
            JsonNode item = of(name, schema.getItems(), random);
            if (there.add(item) || !eachOnce) {
                list.add(item);
            }
        }
        return list;
    }

    private static long number(String name, Schema<?> schema, RandomGenerator random) {
        long min = longOf(schema.getMinimum(), 0);
        long max = longOf(schema.getMaximum(), LARGEST_INT);
        if (Pick.percent(random, AT_A_BOUND)) {
            return random.nextBoolean() ? min : max;
        }
        long most = name.toLowerCase(Locale.ROOT).contains("capacity") ? FEW_SEATS : 100;
        return random.nextLong(min, Math.min(max, min + most) + 1);
    }

    private static long longOf(BigDecimal bound, long otherwise) {
        return bound == null ? otherwise : bound.longValueExact();
    }

    private String string(String name, Schema<?> schema, RandomGenerator random) {
        if ("date-time".equals(schema.getFormat())) {
            return time(name, random);
        }
        if ("uuid".equals(schema.getFormat())) {
            return things.event(random).orElseGet(() -> id(random));
        }
        if (MONEY.equals(schema.getPattern())) {
            return money(name, random);
        }
        return switch (name) {
            case "email" ->
                things.registered(random)
                        .filter(known -> random.nextBoolean())
                        .map(Person::email)
                        .orElseGet(() -> address(random));
            case "password", "new" -> password(random);
            case "current" -> things.registered(random).map(Person::password).orElseGet(() -> password(random));
            case "Last-Event-ID", "lastEventId" -> Integer.toString(random.nextInt(1_000));
            case "If-Match" ->
                Pick.one(random, List.of("*", "\"1\"", "\"2\"", "\"1\", \"3\"", "\"" + random.nextInt(9) + "\""));
            // Nobody listens there.
            case "url" -> "http://127.0.0.1:1/" + random.nextInt(9);
            case "Idempotency-Key" -> "key " + random.nextInt(200);
            default -> {
                boolean tellsByExample = schema.getExample() != null && schema.getMaxLength() == null;
                yield tellsByExample ? schema.getExample().toString() : text(schema, random);
            }
        };
    }

    private static String text(Schema<?> schema, RandomGenerator random) {
        int min = schema.getMinLength() == null ? 0 : schema.getMinLength();
        int max = schema.getMaxLength() == null ? 40 : schema.getMaxLength();
        if (Pick.percent(random, AT_A_BOUND)) {
            String letter = Pick.one(random, List.of("a", "ü", "東", "😀"));
            return letter.repeat(max);
        }
        var text = new StringBuilder("x".repeat(min));
        int words = random.nextInt(1, 6);
        for (int i = 0; i < words; i++) {
            text.append(' ').append(Pick.one(random, WORDS));
        }
        String stripped = text.toString().strip();
        int characters = stripped.codePointCount(0, stripped.length());
        return stripped.isEmpty() || characters < min || characters > max ? "x".repeat(Math.max(1, min)) : stripped;
    }

    private static String money(String name, RandomGenerator random) {
        if (Pick.percent(random, AT_A_BOUND) && !RAISED.contains(name)) {
            return random.nextBoolean() ? "0.00" : "99999999.99";
        }
        return Pick.one(random, List.of("49.90", "10.00", "0.01", random.nextInt(1_000) + ".50"));
    }

    private static String time(String name, RandomGenerator random) {
        // What a search looks back to need not come; an entry that expires should not before the run is over.
        int year = random.nextInt(FIRST_YEAR, LAST_YEAR);
        if (name.equals("from") || name.equals("to")) {
            year = random.nextInt(1971, LAST_YEAR);
        }
        Instant time = Instant.parse(year + "-01-01T00:00:00Z")
                .plus(random.nextInt(365 * 24 * 60), ChronoUnit.MINUTES)
                .plus(random.nextInt(1_000_000), ChronoUnit.MICROS);
        ZoneOffset offset = ZoneOffset.ofTotalSeconds(random.nextInt(-12, 13) * 3600);
        Instant rounded = random.nextBoolean() ? time : time.truncatedTo(ChronoUnit.SECONDS);
        return random.nextBoolean()
                ? rounded.toString()
                : DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(rounded.atOffset(offset));
    }

    static String address(RandomGenerator random) {
        String name = "person" + Long.toUnsignedString(random.nextLong(), 36);
        return name + Pick.one(random, List.of("@example.org", "@Example.COM", "+tag@example.net", "@müller.example"));
    }

    private static String password(RandomGenerator random) {
        return Pick.one(random, List.of("correct horse 4711", "päßwörter sind 12 lang", "東京東京東京東京東京東京"));
    }

    static String id(RandomGenerator random) {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }
}
