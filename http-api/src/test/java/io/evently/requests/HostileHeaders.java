package io.evently.requests;

import io.swagger.v3.oas.models.parameters.Parameter;
import java.util.List;
import java.util.random.RandomGenerator;

/** What can be done to a good request's headers. */
final class HostileHeaders {

    private static final List<String> KEYS =
            List.of("", "k".repeat(129), "caf\u00c3\u00a9", "k".repeat(3_000), "\u00ff");

    private static final List<String> TAGS = List.of(
            "1",
            "",
            "\"1",
            "W/1",
            "W/\"1\"",
            "\"99999999999999999999\"",
            "\"-1\"",
            "\"\"",
            "*, \"1\"",
            ",,,",
            "\u00ff",
            "\"1\",".repeat(500));

    private static final List<String> ACCEPTS = List.of(
            "",
            "*",
            "*/*;q=0",
            "application/json;q=0",
            "text/html",
            "application/*",
            "text/csv",
            "image/png, */*;q=0.1",
            ";;;",
            ",",
            "a/b/c",
            "application/json;q=nonsense",
            "application/json;q=99",
            "\u00ff/\u00ff",
            "application/problem+json",
            "*/*,".repeat(800));

    private static final List<String> WRONG_TYPES = List.of(
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "application/xml",
            "json",
            "",
            "application/json; charset=utf-16",
            "application/json; charset=iso-8859-1",
            "application/json;charset=\"UTF-16LE\"",
            "application/vnd.api+json",
            "application/jsonp",
            "\u00ff");

    private static final List<String> ODD_TYPES = List.of(
            "application/json;",
            "application/json; charset=utf-8",
            "APPLICATION/JSON",
            "application/json; a=b; a=c",
            "application/json, text/plain",
            "application/json; boundary=\"",
            "  application/json  ");

    private static final List<String> ENCODINGS = List.of("gzip", "br", "deflate", "gzip, gzip", "x-evil", "zstd");

    private static final List<String> ADDRESSES = List.of(
            "203.0.113.7:51234",
            "[2001:db8::7]:443",
            "999.999.999.999",
            ".:",
            "::ffff:127.0.0.1",
            "127.0.0.1, 10.0.0.1",
            "localhost",
            "",
            "a.example",
            "fe80::1%eth0",
            "0x7f.1",
            "1.2.3.4,".repeat(400),
            "\u00ff",
            "for=\"_gazonk\"",
            "[",
            "[::1",
            "1.2.3.4:99999");

    private static final List<String> REQUEST_IDS = List.of(
            "",
            "a".repeat(65),
            "a b",
            "<script>",
            "\u00c3\u00a9",
            "a\tb",
            "a,b",
            "${x}",
            "\"",
            "a".repeat(3_000),
            "%0d%0aSet-Cookie:a");

    private static final List<String> LAST_EVENTS =
            List.of("", "-1", "x", "99999999999999999999999", "1.5", "9223372036854775807", "\u00ff", "0".repeat(30));

    /** Nobody's business: the answer is the same as without. */
    private static final List<Header> IGNORED = List.of(
            new Header("Cookie", "=;;==; a=" + "b".repeat(2_000)),
            new Header("If-None-Match", "*"),
            new Header("If-None-Match", "nonsense"),
            new Header("If-Modified-Since", "yesterday"),
            new Header("Range", "bytes=0-1,1-0,-5"),
            new Header("Accept-Encoding", "gzip;q=1e9, \u00ff"),
            new Header("Accept-Language", "\u00c3\u00a9"),
            new Header("Accept-Charset", "utf-7"),
            new Header("User-Agent", "(((((\u00ff"),
            new Header("X-HTTP-Method-Override", "DELETE"),
            new Header("X-Original-URL", "/v1/cluster"),
            new Header("X-Rewrite-URL", "/v1/cluster"),
            new Header("Forwarded", "for=\"[::1]\";proto=gopher;host=evil"),
            new Header("X-Forwarded-Proto", "gopher"),
            new Header("X-Forwarded-Host", "evil.example"),
            new Header("Origin", "null"),
            new Header("Origin", "https://evil.example"),
            new Header("Access-Control-Request-Method", "DELETE"),
            new Header("Sec-Fetch-Site", "cross-site"),
            new Header("Date", "Thu, 99 Foo 0000"),
            new Header("Via", "1.1 \u00ff"),
            new Header("Max-Forwards", "-1"),
            new Header("traceparent", "00-" + "0".repeat(500)),
            new Header("Prefer", "wait=999999"));

    /** For the connection rather than for the request; the server may refuse, or end the connection. */
    private static final List<Header> OF_THE_CONNECTION = List.of(
            new Header("Expect", "100-continue"),
            new Header("Expect", "nonsense"),
            new Header("Connection", "close"),
            new Header("Connection", "Authorization, X-Request-Id"),
            new Header("Connection", "Upgrade, HTTP2-Settings"),
            new Header("Upgrade", "websocket"),
            new Header("Upgrade", "h2c"),
            new Header("TE", "trailers, \u00ff"),
            new Header("Trailer", "Authorization"),
            new Header("Keep-Alive", "timeout=-1"),
            new Header("X-Nul", "a\u0000b"),
            new Header("X-Control", "a\u0001b"),
            new Header("Bad Name", "1"),
            new Header("X\u00ff", "1"),
            new Header("", "1"),
            new Header("X-Long", "a".repeat(9_000)));

    private static final int MANY = 100;

    private HostileHeaders() {}

    static void change(Draft draft, RandomGenerator random) {
        switch (random.nextInt(12)) {
            case 0 -> key(draft, random);
            case 1 -> any(draft, "If-Match", TAGS, random);
            case 2 -> any(draft, "Accept", ACCEPTS, random);
            case 3, 4 -> contentType(draft, random);
            case 5 -> encoding(draft, random);
            case 6 -> any(draft, "X-Forwarded-For", ADDRESSES, random);
            case 7 -> any(draft, "X-Request-Id", REQUEST_IDS, random);
            case 8 -> any(draft, "Last-Event-ID", LAST_EVENTS, random);
            case 9 -> {
                Header header = Pick.one(random, IGNORED);
                draft.headers.add(header);
                draft.changed(header.name(), Expect.UNDERSTOOD);
            }
            case 10 -> {
                Header header = Pick.one(random, OF_THE_CONNECTION);
                draft.headers.add(header);
                draft.sameOperation = false;
                draft.changed(
                        header.name() + " "
                                + header.value()
                                        .substring(
                                                0, Math.min(20, header.value().length())),
                        Expect.ANY);
            }
            default -> many(draft, random);
        }
    }

    private static void key(Draft draft, RandomGenerator random) {
        boolean taken = draft.described.getParameters() != null
                && draft.described.getParameters().stream()
                        .map(Parameter::getName)
                        .anyMatch("Idempotency-Key"::equals);
        Expect expect = taken ? Expect.REFUSED : Expect.ANY;
        if (Pick.percent(random, 20)) {
            draft.headers.add(new Header("Idempotency-Key", "one"));
            draft.headers.add(new Header("idempotency-key", "two"));
            draft.changed("two keys", expect);
        } else {
            draft.setHeader("Idempotency-Key", Pick.one(random, KEYS));
            draft.changed("a bad key", expect);
        }
    }

    private static void contentType(Draft draft, RandomGenerator random) {
        boolean matters = draft.body != null;
        if (Pick.percent(random, 10)) {
            draft.removeHeader("Content-Type");
            draft.changed("no content type", matters ? Expect.REFUSED : Expect.UNDERSTOOD);
        } else if (Pick.percent(random, 40)) {
            any(draft, "Content-Type", ODD_TYPES, random);
        } else {
            draft.setHeader("Content-Type", Pick.one(random, WRONG_TYPES));
            draft.changed("content type", matters ? Expect.REFUSED : Expect.ANY);
        }
    }

    private static void encoding(Draft draft, RandomGenerator random) {
        draft.setHeader("Content-Encoding", Pick.one(random, ENCODINGS));
        draft.changed("content encoding", draft.body != null ? Expect.REFUSED : Expect.ANY);
    }

    private static void many(Draft draft, RandomGenerator random) {
        boolean same = random.nextBoolean();
        for (int i = 0; i < MANY; i++) {
            draft.headers.add(new Header(same ? "X-Many" : "X-Many-" + i, Values.id(random)));
        }
        draft.sameOperation = false;
        draft.changed(MANY + " headers", Expect.ANY);
    }

    private static void any(Draft draft, String name, List<String> values, RandomGenerator random) {
        draft.setHeader(name, Pick.one(random, values));
        draft.changed("odd " + name, Expect.ANY);
    }
}
