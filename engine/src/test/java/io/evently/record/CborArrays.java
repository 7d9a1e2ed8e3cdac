package io.evently.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Records as other versions, or a broken disk, would have written them. */
public final class CborArrays {

    private static final ObjectMapper CBOR = new ObjectMapper(new CBORFactory());

    private CborArrays() {}

    /** The record with more fields, of every kind, at the end of each of its nested records. */
    public static byte[] withMoreFields(byte[] record) {
        List<ArrayNode> arrays = arrays(read(record));
        ArrayNode root = arrays.get(0);
        for (int i = 0; i < arrays.size(); i++) {
            boolean isRecord = i == 0 || !isList(arrays.get(i));
            if (isRecord) {
                addFields(arrays.get(i));
            }
        }
        return write(root);
    }

    /**
     * What {@code record} says in the fields that {@code older} has, for comparison: versions add fields at the ends of
     * arrays only. Elements of lists are sorted, since a snapshot holds them in no particular order.
     */
    public static JsonNode asFarAs(byte[] older, byte[] record) {
        return cut(read(older), read(record));
    }

    private static ArrayNode cut(ArrayNode older, ArrayNode record) {
        ArrayNode cut = CBOR.createArrayNode();
        for (int i = 0; i < Math.min(older.size(), record.size()); i++) {
            boolean areArrays = older.get(i).isArray() && record.get(i).isArray();
            cut.add(areArrays ? cut(inOrder(older.get(i)), inOrder(record.get(i))) : record.get(i));
        }
        return cut;
    }

    private static ArrayNode inOrder(JsonNode array) {
        List<JsonNode> elements = new ArrayList<>();
        array.forEach(elements::add);
        if (isList((ArrayNode) array)) {
            elements.sort(Comparator.comparing(JsonNode::toString));
        }
        return CBOR.createArrayNode().addAll(elements);
    }

    private static void addFields(ArrayNode array) {
        array.add(42).add("new").add(true).addNull().add(new byte[16]);
        array.addArray().add("nested").addArray().add(1);
        array.addObject().put("in a map", 1);
    }

    /** How many fields the record has that are no null: a null stands for a default, and is no other kind. */
    public static int fields(byte[] record) {
        return places(read(record)).size();
    }

    /** The record with another kind of value in the field with this number. */
    public static byte[] withAnotherKind(byte[] record, int field) {
        ArrayNode root = read(record);
        Place place = places(root).get(field);
        JsonNode value = place.array.get(place.index);
        if (value.isNumber()) {
            place.array.set(place.index, value.asText());
        } else {
            place.array.set(place.index, 42.5);
        }
        return write(root);
    }

    private record Place(ArrayNode array, int index) {}

    private static List<Place> places(ArrayNode root) {
        List<Place> places = new ArrayList<>();
        for (ArrayNode array : arrays(root)) {
            for (int i = 0; i < array.size(); i++) {
                if (!array.get(i).isNull()) {
                    places.add(new Place(array, i));
                }
            }
        }
        return places;
    }

    /** A list holds nothing but records; no record but the outermost does. */
    private static boolean isList(ArrayNode array) {
        for (JsonNode element : array) {
            if (!element.isArray()) {
                return false;
            }
        }
        return true;
    }

    private static List<ArrayNode> arrays(ArrayNode root) {
        List<ArrayNode> arrays = new ArrayList<>(List.of(root));
        for (JsonNode element : root) {
            if (element instanceof ArrayNode array) {
                arrays.addAll(arrays(array));
            }
        }
        return arrays;
    }

    private static ArrayNode read(byte[] record) {
        try {
            return (ArrayNode) CBOR.readTree(record);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] write(ArrayNode root) {
        try {
            return CBOR.writeValueAsBytes(root);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
