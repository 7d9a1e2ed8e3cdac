package io.evently.http.read;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evently.event.Labelled;
import io.evently.http.answer.FieldError;
import io.evently.http.answer.Problem;
import io.evently.http.format.Money;
import io.evently.http.format.Prose;
import io.evently.http.format.Texts;
import io.evently.http.format.TimeZones;
import io.evently.http.format.Times;
import io.evently.http.route.Reader;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/**
 * A JSON object, read strictly: every field has one type, nothing is coerced ({@code "1"}, {@code 1.0} and
 * {@code true} are no whole numbers), null is no value, and a field that nobody reads is refused. What is optional is
 * empty unless it is given.
 *
 * <p>Errors are collected, not thrown; in place of a wrong or missing value the methods return a stand-in (see
 * {@link Reader}). Each field is read once.
 */
public final class JsonBody {

    private static final int LONGEST_NAME = 255;

    private final ObjectNode object;
    private final String path;
    private final Problem.Collector errors;
    private final Set<String> read = new HashSet<>();

    private JsonBody(ObjectNode object, String path, Problem.Collector errors) {
        this.object = object;
        this.path = path;
        this.errors = errors;
    }

    /**
     * Opens a body.
     *
     * @throws Problem 422 unless it is an object
     */
    public static JsonBody of(JsonNode root, Problem.Collector errors) {
        if (root instanceof ObjectNode object) {
            return new JsonBody(object, "", errors);
        }
        throw Problem.invalid(List.of(new FieldError("body", "must be a JSON object")));
    }

    /** A text of so many characters (Unicode code points). */
    public String requiredText(String name, int min, int max) {
        return required(name, "", value -> text(name, value, min, max));
    }

    public Optional<String> optionalText(String name, int min, int max) {
        return optional(name, value -> text(name, value, min, max));
    }

    /**
     * The name of something: 1 to 255 characters on one line, not all of them blank, kept in NFC, and none that turns the
     * direction of what stands beside it.
     */
    public String requiredName(String name) {
        return required(name, "", value -> name(name, value));
    }

    public Optional<String> optionalName(String name) {
        return optional(name, value -> name(name, value));
    }

    /** What people write, of so many characters once it is in NFC, in which it is kept; it may have several lines. */
    public String requiredProse(String name, int min, int max) {
        return required(name, "", value -> prose(name, value, min, max, true));
    }

    public Optional<String> optionalProse(String name, int min, int max) {
        return optional(name, value -> prose(name, value, min, max, true));
    }

    /** A whole number within bounds, both included. */
    public int requiredInt(String name, int min, int max) {
        return required(name, min, value -> wholeNumber(name, value, min, max));
    }

    public Optional<Integer> optionalInt(String name, int min, int max) {
        return optional(name, value -> wholeNumber(name, value, min, max));
    }

    public boolean requiredBoolean(String name) {
        return required(name, false, value -> truth(name, value));
    }

    public Optional<Boolean> optionalBoolean(String name) {
        return optional(name, value -> truth(name, value));
    }

    /** Money, {@code "0.00"} to {@code "99999999.99"}, in cents. */
    public long requiredMoney(String name) {
        return required(name, 0L, value -> money(name, value));
    }

    public Optional<Long> optionalMoney(String name) {
        return optional(name, value -> money(name, value));
    }

    /**
     * A decimal string such as {@code "1.20"}.
     *
     * @param digits most digits after the point
     */
    public BigDecimal requiredDecimal(String name, BigDecimal min, BigDecimal max, int digits) {
        return required(name, min, value -> decimal(name, value, min, max, digits));
    }

    /** A time, ISO-8601 with an offset, cut to microseconds; the latest there is stands in for a wrong one. */
    public Instant requiredTime(String name) {
        return required(name, Times.LATEST, value -> time(name, value));
    }

    public Optional<Instant> optionalTime(String name) {
        return optional(name, value -> time(name, value));
    }

    /** The IANA id of a region's time zone, or UTC, in any case; in the spelling of IANA. */
    public Optional<String> optionalTimeZone(String name) {
        return optional(name, value -> timeZone(name, value));
    }

    public <E extends Enum<E> & Labelled> Optional<E> optionalChoice(String name, Class<E> type) {
        return optional(name, value -> choice(name, value, type));
    }

    public <T> Optional<T> optionalObject(String name, Function<JsonBody, T> reader) {
        return optional(name, value -> nested(pathOf(name), value, reader));
    }

    /** Null stands in for a wrong one. */
    public <T> T requiredObject(String name, Function<JsonBody, T> reader) {
        return required(name, null, value -> nested(pathOf(name), value, reader));
    }

    /** A list of objects with so many items; an empty list stands in for a wrong one. */
    public <T> List<T> requiredList(String name, int min, int max, Function<JsonBody, T> reader) {
        return required(name, List.of(), value -> list(name, value, min, max, reader));
    }

    /** An empty list stands in for a wrong one. */
    public <T> List<T> requiredTexts(String name, JsonTexts<T> texts) {
        return required(name, List.of(), value -> texts(name, value, texts));
    }

    public <T> Optional<List<T>> optionalTexts(String name, JsonTexts<T> texts) {
        return optional(name, value -> texts(name, value, texts));
    }

    /**
     * Whether the field is there and null, where the contract gives null a meaning (a PATCH that removes something).
     * Call it before the field is read as what it else may be; it then counts as not given.
     */
    public boolean clears(String name) {
        JsonNode value = object.get(name);
        if (value == null || !value.isNull()) {
            return false;
        }
        object.remove(name);
        return true;
    }

    /** Whether no field is given at all. */
    public boolean isEmpty() {
        return object.isEmpty() && read.isEmpty();
    }

    /** Refuses a field for a reason of the route's own ({@code must be in the future}). */
    public void refuse(String name, String message) {
        errors.add(pathOf(name), message);
    }

    /** Refuses every field that was not read. */
    public void refuseUnread() {
        object.fieldNames().forEachRemaining(name -> {
            if (!read.contains(name)) {
                errors.add(pathOf(name), "is not a field of this request");
            }
        });
    }

    private <T> T required(String name, T standIn, Function<JsonNode, Optional<T>> reader) {
        read.add(name);
        if (!object.has(name)) {
            errors.add(pathOf(name), "is required");
            return standIn;
        }
        return given(name).flatMap(reader).orElse(standIn);
    }

    private <T> Optional<T> optional(String name, Function<JsonNode, Optional<T>> reader) {
        read.add(name);
        return object.has(name) ? given(name).flatMap(reader) : Optional.empty();
    }

    private Optional<JsonNode> given(String name) {
        JsonNode value = object.get(name);
        if (value.isMissingNode()) {
            return wrong(name, "is given twice");
        }
        return value.isNull() ? wrong(name, "must not be null") : Optional.of(value);
    }

    private Optional<String> text(String name, JsonNode value, int min, int max) {
        if (!value.isTextual()) {
            return wrong(name, "must be a text");
        }
        return Texts.problemWith(value.textValue(), min, max)
                .<Optional<String>>map(message -> wrong(name, message))
                .orElse(Optional.of(value.textValue()));
    }

    private Optional<String> name(String name, JsonNode value) {
        return prose(name, value, 1, LONGEST_NAME, false)
                .flatMap(text -> Prose.isBlank(text) ? wrong(name, "must not be blank") : Optional.of(text));
    }

    private Optional<String> prose(String name, JsonNode value, int min, int max, boolean lines) {
        if (!value.isTextual()) {
            return wrong(name, "must be a text");
        }
        return Prose.problemWith(value.textValue(), min, max, lines)
                .<Optional<String>>map(message -> wrong(name, message))
                .orElseGet(() -> Optional.of(Prose.kept(value.textValue())));
    }

    private Optional<Integer> wholeNumber(String name, JsonNode value, int min, int max) {
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < min || value.intValue() > max) {
            return wrong(name, "must be a whole number from " + min + " to " + max);
        }
        return Optional.of(value.intValue());
    }

    private Optional<Boolean> truth(String name, JsonNode value) {
        return value.isBoolean() ? Optional.of(value.booleanValue()) : wrong(name, "must be true or false");
    }

    private Optional<Long> money(String name, JsonNode value) {
        OptionalLong cents = value.isTextual() ? Money.parse(value.textValue()) : OptionalLong.empty();
        return cents.isPresent()
                ? Optional.of(cents.getAsLong())
                : wrong(name, "must be an amount such as \"49.90\", from \"0.00\" to \"99999999.99\"");
    }

    private Optional<BigDecimal> decimal(String name, JsonNode value, BigDecimal min, BigDecimal max, int digits) {
        // Nine digits are more than any bound here has; the pattern keeps exponents and absurd lengths out.
        if (value.isTextual() && value.textValue().matches("\\d{1,9}(\\.\\d{1," + digits + "})?")) {
            BigDecimal decimal = new BigDecimal(value.textValue());
            if (decimal.compareTo(min) >= 0 && decimal.compareTo(max) <= 0) {
                return Optional.of(decimal);
            }
        }
        return wrong(
                name,
                "must be a decimal string from \"" + min.toPlainString() + "\" to \"" + max.toPlainString()
                        + "\" with at most " + digits + " digits after the point");
    }

    private Optional<Instant> time(String name, JsonNode value) {
        Optional<Instant> time = value.isTextual() ? Times.parse(value.textValue()) : Optional.empty();
        return time.isPresent() ? time : wrong(name, "must be a time such as \"2027-06-01T19:30:00Z\"");
    }

    private Optional<String> timeZone(String name, JsonNode value) {
        Optional<String> zone = value.isTextual() ? TimeZones.find(value.textValue()) : Optional.empty();
        return zone.isPresent() ? zone : wrong(name, "must be a time zone such as \"Europe/Berlin\", or \"UTC\"");
    }

    private <E extends Enum<E> & Labelled> Optional<E> choice(String name, JsonNode value, Class<E> type) {
        Optional<E> chosen = value.isTextual() ? Labelled.find(type, value.textValue()) : Optional.empty();
        return chosen.isPresent() ? chosen : wrong(name, Texts.oneOf(Labelled.labels(type)));
    }

    private <T> Optional<T> nested(String at, JsonNode value, Function<JsonBody, T> reader) {
        if (!(value instanceof ObjectNode child)) {
            errors.add(at, "must be an object");
            return Optional.empty();
        }
        var body = new JsonBody(child, at, errors);
        T content = reader.apply(body);
        body.refuseUnread();
        return Optional.ofNullable(content);
    }

    private <T> Optional<List<T>> list(String name, JsonNode value, int min, int max, Function<JsonBody, T> reader) {
        if (!value.isArray() || value.size() < min || value.size() > max) {
            return wrong(name, "must be a list of " + min + " to " + max + " items");
        }
        List<T> items = new ArrayList<>(value.size());
        for (int i = 0; i < value.size(); i++) {
            nested(pathOf(name) + "[" + i + "]", value.get(i), reader).ifPresent(items::add);
        }
        return Optional.of(items);
    }

    private <T> Optional<List<T>> texts(String name, JsonNode value, JsonTexts<T> texts) {
        return texts.in(value, (at, message) -> errors.add(pathOf(name) + at, message));
    }

    private <T> Optional<T> wrong(String name, String message) {
        errors.add(pathOf(name), message);
        return Optional.empty();
    }

    private String pathOf(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
