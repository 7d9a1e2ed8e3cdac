package io.evently.routes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.swagger.v3.oas.models.media.Schema;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Every way in which a good body can be made one that its schema refuses, one mistake at a time. */
public final class Mutations {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    /** What is a text by its type only. */
    private static final String NONSENSE = "nonsense";

    private final JsonNode good;
    private final Map<String, String> bodies = new LinkedHashMap<>();

    private Mutations(JsonNode good) {
        this.good = good;
    }

    /**
     * Bad bodies by what is bad about them.
     *
     * @param good an object; left as it was
     */
    public static Map<String, String> of(Schema<?> schema, JsonNode good) {
        var mutations = new Mutations(good);
        mutations.object("", Contract.resolved(schema), (ObjectNode) good);
        return mutations.bodies;
    }

    private void object(String path, Schema<?> schema, ObjectNode object) {
        mutate(path + ".unexpected given", object, changed -> changed.put("unexpected", 1));
        mutate(path + ".__proto__ given", object, changed -> changed.putObject("__proto__")
                .put("role", "admin"));
        if (schema.getRequired() != null) {
            schema.getRequired()
                    .forEach(name -> mutate(path + "." + name + " missing", object, changed -> changed.remove(name)));
        }
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            Schema<?> property = Contract.resolved(schema.getProperties().get(name));
            for (JsonNode wrong : wrongFor(property)) {
                mutate(path + "." + name + " = " + shortened(wrong), object, changed -> changed.set(name, wrong));
            }
            if (object.get(name) instanceof ObjectNode child) {
                object(path + "." + name, property, child);
            } else if (object.get(name) instanceof ArrayNode items && items.get(0) instanceof ObjectNode child) {
                object(path + "." + name + "[0]", Contract.resolved(property.getItems()), child);
            }
        }
    }

    private static List<JsonNode> wrongFor(Schema<?> schema) {
        List<JsonNode> wrong = new ArrayList<>(List.of(JSON.arrayNode().add(1).add(2)));
        if (!Boolean.TRUE.equals(schema.getNullable())) {
            wrong.add(JSON.nullNode());
        }
        String type = schema.getType();
        if (!type.equals("object")) {
            wrong.add(JSON.objectNode().put("a", 1));
        }
        if (!type.equals("boolean")) {
            wrong.add(JSON.booleanNode(true));
        }
        if (!type.equals("string")) {
            wrong.addAll(List.of(JSON.textNode("1"), JSON.textNode("true"), JSON.textNode("")));
        }
        wrong.add(JSON.numberNode(new BigDecimal("1.5")));
        wrong.add(JSON.numberNode(new BigDecimal("1E+400")));
        if (type.equals("integer")) {
            wrong.add(JSON.numberNode(schema.getMinimum().subtract(BigDecimal.ONE)));
            wrong.add(JSON.numberNode(Long.MIN_VALUE));
            wrong.add(JSON.numberNode(
                    schema.getMaximum() == null
                            ? new BigDecimal(1L << 31)
                            : schema.getMaximum().add(BigDecimal.ONE)));
        } else {
            wrong.add(JSON.numberNode(1));
        }
        if (type.equals("string")) {
            wrongTexts(schema).forEach(text -> wrong.add(JSON.textNode(text)));
        }
        if (type.equals("array")) {
            ArrayNode tooMany = JSON.arrayNode();
            for (int i = 0; i <= schema.getMaxItems(); i++) {
                tooMany.addObject();
            }
            wrong.addAll(List.of(JSON.arrayNode(), tooMany));
        }
        return wrong;
    }

    private static List<String> wrongTexts(Schema<?> schema) {
        List<String> wrong = new ArrayList<>(List.of("a\u0000b", "\ud83d"));
        if (schema.getMaxLength() != null) {
            wrong.add("a".repeat(schema.getMaxLength() + 1));
            wrong.add("\ud83d\ude00".repeat(schema.getMaxLength() + 1));
        }
        if (schema.getMinLength() != null) {
            wrong.add("a".repeat(schema.getMinLength() - 1));
        }
        if (schema.getPattern() != null || schema.getEnum() != null || "date-time".equals(schema.getFormat())) {
            wrong.addAll(List.of(NONSENSE, "", "-1.00", "1,00", "1E3", "2020-01-01T00:00:00Z", "2099-01-01"));
        }
        return wrong;
    }

    private void mutate(String what, ObjectNode object, Consumer<ObjectNode> change) {
        ObjectNode before = object.deepCopy();
        change.accept(object);
        // Half a surrogate pair has no encoding of its own; JSON can still spell it.
        bodies.put(what, good.toString().replace("\ud83d\"", "\\ud83d\""));
        object.removeAll();
        object.setAll(before);
    }

    private static String shortened(JsonNode value) {
        String text = value.toString();
        return text.length() > 40 ? text.substring(0, 40) + "… (" + text.length() + ")" : text;
    }
}
