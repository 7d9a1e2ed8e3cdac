package io.evently.requests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evently.routes.Mutations;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.zip.GZIPOutputStream;

/** What can be done to a good body: to its fields, to its JSON, to its bytes. */
final class HostileBodies {

    private static final int MOST_BYTES = 64 * 1024;
    private static final List<Integer> DEPTHS = List.of(17, 100, 5_000, 60_000);

    /** No number of any field, however it is read. */
    private static final List<String> ODD_NUMBERS = List.of(
            "1e400",
            "-1e400",
            "1E-400",
            "99999999999999999999",
            "-9223372036854775809",
            "1.0",
            "1.5",
            "0.1e1",
            "01",
            "+1",
            "0x1",
            "NaN",
            "Infinity",
            "1_000",
            "١",
            "9".repeat(5_000),
            "1e999999999");

    /** Texts that most fields take, and some do not. */
    private static final List<String> ODD_TEXTS = List.of(
            "\u0001\u0002\u001f",
            "a\u202eb",
            "\ufeff",
            "\u200b",
            "\uffff",
            "a\nb\r\nSet-Cookie: a=b",
            "\u0000",
            "${jndi:ldap://127.0.0.1/a}",
            "../../etc/passwd",
            "' or '1'='1",
            "\u1160\u3164",
            "e\u0301".repeat(50),
            "\ud83d\ude00".repeat(255),
            "İıſK",
            "\u0085",
            "file:///etc/passwd");

    /** What is seen as nothing. */
    private static final List<String> BLANKS = List.of(" ", "   ", "\t", "\n", "\u00a0", "\u3000", "\u2028");

    private static final Set<String> MAY_BE_BLANK = Set.of("description", "reason");

    private HostileBodies() {}

    static void change(Draft draft, RandomGenerator random) {
        switch (random.nextInt(4)) {
            case 0, 1 -> againstItsSchema(draft, random);
            case 2 -> inItsFields(draft, random);
            default -> inItsBytes(draft, random);
        }
    }

    private static void againstItsSchema(Draft draft, RandomGenerator random) {
        List<Map.Entry<String, String>> all = List.copyOf(
                Mutations.of(draft.bodySchema(), draft.json.deepCopy()).entrySet());
        Map.Entry<String, String> mutation = Pick.one(random, all);
        draft.body = mutation.getValue().getBytes(StandardCharsets.UTF_8);
        draft.changed("body: " + mutation.getKey(), Expect.REFUSED);
    }

    private static void inItsFields(Draft draft, RandomGenerator random) {
        List<String> names = new ArrayList<>();
        draft.json.fieldNames().forEachRemaining(names::add);
        if (names.isEmpty()) {
            inItsBytes(draft, random);
            return;
        }
        String name = Pick.one(random, names);
        JsonNode value = draft.json.get(name);
        if (value.isTextual()) {
            boolean blank = Pick.percent(random, 30);
            ObjectNode changed = draft.json.deepCopy().put(name, Pick.one(random, blank ? BLANKS : ODD_TEXTS));
            draft.setBody(changed);
            boolean refused = blank && !MAY_BE_BLANK.contains(name);
            draft.changed("body: odd text for " + name, refused ? Expect.REFUSED : Expect.ANY);
        } else if (value.isNumber()) {
            replace(draft, "\"" + name + "\":" + value, "\"" + name + "\":" + Pick.one(random, ODD_NUMBERS));
            draft.changed("body: odd number for " + name, Expect.REFUSED);
        } else {
            String again = "\"" + name + "\":" + value;
            replace(draft, again, again + "," + again);
            draft.changed("body: " + name + " twice", Expect.REFUSED);
        }
    }

    private static void inItsBytes(Draft draft, RandomGenerator random) {
        String text = draft.json.toString();
        switch (random.nextInt(14)) {
            case 0 -> bytes(draft, "empty", Expect.REFUSED, new byte[0]);
            case 1 ->
                bytes(
                        draft,
                        "cut off",
                        Expect.REFUSED,
                        Arrays.copyOf(draft.body, random.nextInt(Math.max(1, draft.body.length))));
            case 2 ->
                text(
                        draft,
                        "goes on after its end",
                        Expect.REFUSED,
                        text + Pick.one(random, List.of("x", "{}", "]", ",", "\u0000")));
            case 3 -> text(draft, "deep", Expect.REFUSED, "[".repeat(Pick.one(random, DEPTHS)));
            case 4 -> {
                int depth = Pick.one(random, List.of(17, 100, 5_000));
                text(
                        draft,
                        "a deep field",
                        Expect.REFUSED,
                        with(text, "\"a\":" + "{\"a\":".repeat(depth) + "1" + "}".repeat(depth)));
            }
            case 5 -> encoded(draft, text, random);
            case 6 ->
                bytes(
                        draft,
                        "Latin-1",
                        Expect.REFUSED,
                        with(text, "\"a\":\"\u00fc\"").getBytes(StandardCharsets.ISO_8859_1));
            case 7 -> text(draft, "with a byte order mark", Expect.ANY, "\ufeff" + text);
            case 8 -> text(draft, "too large", Expect.REFUSED, " ".repeat(MOST_BYTES) + text);
            case 9 ->
                text(
                        draft,
                        "almost too large",
                        Expect.ANY,
                        text + " ".repeat(Math.max(0, MOST_BYTES - draft.body.length)));
            case 10 ->
                text(
                        draft,
                        "no object",
                        Expect.REFUSED,
                        Pick.one(random, List.of("[]", "[" + text + "]", "1", "\"a\"", "null", "true")));
            case 11 -> flipped(draft, random);
            case 12 -> compressed(draft);
            default -> {
                String lax = Pick.one(
                        random,
                        List.of(
                                text.replace('"', '\''),
                                with(text, "/**/"),
                                text.replace("}", ",}"),
                                text.replace(":", "=")));
                text(draft, "not strict", lax.equals(text) ? Expect.ANY : Expect.REFUSED, lax);
            }
        }
    }

    /** Declared as JSON, which is UTF-8 and nothing else. */
    private static void encoded(Draft draft, String text, RandomGenerator random) {
        Charset charset = Charset.forName(Pick.one(random, List.of("UTF-16", "UTF-16LE", "UTF-32", "IBM037")));
        bytes(draft, charset.name(), Expect.REFUSED, text.getBytes(charset));
    }

    private static void flipped(Draft draft, RandomGenerator random) {
        byte[] changed = draft.body.clone();
        for (int i = 0; i <= random.nextInt(3); i++) {
            changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
        }
        bytes(draft, "some bytes changed", Expect.ANY, changed);
    }

    private static void compressed(Draft draft) {
        var compressed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(compressed)) {
            gzip.write(draft.body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        draft.setHeader("Content-Encoding", "gzip");
        bytes(draft, "compressed", Expect.REFUSED, compressed.toByteArray());
    }

    /** The object with one more member, as it was written. */
    private static String with(String object, String member) {
        return "{" + member + (object.length() > 2 ? "," : "") + object.substring(1);
    }

    private static void replace(Draft draft, String what, String by) {
        draft.body = draft.json.toString().replace(what, by).getBytes(StandardCharsets.UTF_8);
        draft.json = null;
    }

    private static void text(Draft draft, String what, Expect expect, String text) {
        bytes(draft, what, expect, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void bytes(Draft draft, String what, Expect expect, byte[] bytes) {
        draft.body = bytes;
        draft.changed("body " + what, expect);
    }
}
