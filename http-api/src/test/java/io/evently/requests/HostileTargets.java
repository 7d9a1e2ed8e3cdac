package io.evently.requests;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** What can be done to a good request's path, query and method. */
final class HostileTargets {

    private static final List<String> IDS = List.of(
            "1",
            "null",
            "%00",
            "%ff",
            "%c0%af",
            "..%2f..%2fetc%2fpasswd",
            "%2e%2e",
            "'--",
            "a",
            "-1",
            "%20",
            "me",
            "*",
            "%F0%9F%98%80",
            "00000000-0000-0000-0000-000000000000",
            "ffffffff-ffff-ffff-ffff-ffffffffffff",
            "{id}",
            "1-1-1-1-1",
            "%25%30%30",
            ";a=b",
            "EVT",
            "evt20270115k3m9qx7tb2zc",
            "EVT-20270115-K3M9QX7TB2ZC",
            "%0d%0aSet-Cookie:a");

    private static final List<String> PATHS = List.of(
            "",
            "/",
            "//",
            "/v1",
            "/v1/",
            "/v2/events",
            "/V1/events",
            "/.git/config",
            "/.env",
            "/actuator/env",
            "/%6detrics",
            "/metrics/",
            "/docs/../metrics",
            "/docs/%2e%2e/metrics",
            "/docs/..%2fmetrics",
            "/docs/start.js/",
            "/docs/%00",
            "/favicon.ico",
            "/health",
            "/health/",
            "/v1/%65vents",
            "/v1/events%2f",
            "/v1//events",
            "/v1/./events",
            "/v1/../v1/events",
            "/v1/events;a=b",
            "/v1/events#x",
            "/v1/events%3flimit=1",
            "/\u00c3\u00a9",
            "/%",
            "/%zz",
            "/%u0041",
            "/v1/events/%",
            "*",
            "http://evil.example/v1/events",
            "//evil.example/v1/events",
            "/v1/events\\",
            "/v1/events|",
            "/v1/events^<>\"`{}");

    private static final List<String> QUERIES = List.of(
            "unexpected=1",
            "&",
            "=",
            "a",
            "=1",
            "&&a&&",
            "?",
            "%00=1",
            "a=%00",
            "a=%",
            "limit=%31",
            "__proto__=1",
            "a[]=1",
            "a.b=1",
            "\u00c3\u00a9=1",
            "debug=true");

    private static final List<String> LIMITS = List.of(
            "0",
            "-1",
            "201",
            "1.5",
            "",
            "nonsense",
            "99999999999999999999",
            "%31%30",
            "1e1",
            "0x10",
            "+1",
            "%20",
            "1,2");

    private static final List<String> CURSORS = List.of(
            "", "nonsense", "AAAA", "%00", "%ff", "eyJhIjoxfQ", "MTsx", "a".repeat(600), "-1", "=====", "%F0%9F%98%80");

    private static final List<String> ODD_VALUES = List.of(
            "",
            "%00",
            "%ff",
            "%",
            "a".repeat(300),
            "null",
            "true",
            "1",
            "%ED%A0%80",
            "%22",
            "-",
            "or",
            "%3A%2A%26%7C%21",
            "%5C",
            "2027-01-01T00:00:00+02:00",
            "9999-12-31T23:59:59Z",
            "-999999999-01-01T00:00:00Z");

    private static final List<String> METHODS = List.of(
            "GET",
            "HEAD",
            "OPTIONS",
            "POST",
            "PUT",
            "PATCH",
            "DELETE",
            "TRACE",
            "PROPFIND",
            "get",
            "QUERY",
            "PURGE",
            "M-SEARCH",
            "\u00ff",
            "G T");

    /** What a query is made of (RFC 3986, section 3.4). */
    private static final Pattern LEGAL = Pattern.compile("([A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*");

    private static final int TOO_LONG = 5_000;

    private HostileTargets() {}

    static void changePath(Draft draft, RandomGenerator random) {
        boolean hasIds = !draft.pathValues.isEmpty();
        switch (random.nextInt(hasIds ? 6 : 4)) {
            case 0 -> path(draft, Pick.one(random, PATHS));
            case 1 -> {
                path(draft, encoded(draft.target(), random));
                draft.query.clear();
            }
            case 2 ->
                path(
                        draft,
                        draft.target()
                                + Pick.one(random, List.of("/", "//", "/x", "%2f", ";", ".json", "%00", "/..", "/.")));
            case 3 ->
                path(
                        draft,
                        "/v1/"
                                + Pick.one(random, List.of("a", "%61", "../", "é".repeat(2)))
                                        .repeat(TOO_LONG / 4));
            default -> {
                String name = Pick.one(random, List.copyOf(draft.pathValues.keySet()));
                String value = Pick.percent(random, 40) ? Values.id(random) : Pick.one(random, IDS);
                draft.pathValues.put(name, value);
                draft.sameOperation = false;
                draft.changed(name + " = " + value, Expect.ANY);
            }
        }
    }

    static void changeQuery(Draft draft, RandomGenerator random) {
        // Health, metrics and documents do not look at it.
        Expect refused = draft.isOfTheApi() ? Expect.REFUSED : Expect.ANY;
        switch (random.nextInt(6)) {
            case 0 -> query(draft, "unexpected=" + random.nextInt(), refused);
            case 1 -> query(draft, Pick.one(random, QUERIES), Expect.ANY);
            case 2 -> query(draft, "limit=" + Pick.one(random, LIMITS), Expect.ANY);
            case 3 -> query(draft, "cursor=" + Pick.one(random, CURSORS), Expect.ANY);
            case 4 -> {
                String parameter = Pick.one(random, List.of("limit=1", "cursor=a", "q=a", "status=active"));
                draft.query.removeIf(given -> given.startsWith(parameter.substring(0, parameter.indexOf('='))));
                draft.query.add(parameter);
                query(draft, parameter, refused);
            }
            default -> {
                String name = Pick.one(
                        random,
                        List.of(
                                "q",
                                "status",
                                "from",
                                "to",
                                "email",
                                "eventId",
                                "result",
                                "metric",
                                "lastEventId",
                                "everywhere",
                                "unread"));
                query(draft, name + "=" + Pick.one(random, ODD_VALUES), Expect.ANY);
            }
        }
    }

    static void changeMethod(Draft draft, RandomGenerator random) {
        String method = Pick.one(random, METHODS);
        if (method.equals(draft.method)) {
            return;
        }
        boolean isHeadOfIt = method.equals("HEAD") && draft.method.equals("GET");
        draft.method = method;
        draft.sameOperation = isHeadOfIt;
        draft.changed("as " + method, isHeadOfIt ? Expect.UNDERSTOOD : Expect.ANY);
    }

    /** Some of its characters written as percent signs and digits, which means the same to some and not to others. */
    private static String encoded(String target, RandomGenerator random) {
        var encoded = new StringBuilder();
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            boolean leave = c == '%' || !Pick.percent(random, 10);
            encoded.append(leave ? String.valueOf(c) : String.format("%%%02x", (int) c));
        }
        return encoded.toString();
    }

    private static void path(Draft draft, String path) {
        draft.path = path;
        draft.sameOperation = false;
        draft.changed("path " + (path.length() > 60 ? path.substring(0, 60) + "…" : path), Expect.ANY);
    }

    private static void query(Draft draft, String query, Expect expect) {
        draft.query.add(query);
        if (!LEGAL.matcher(query).matches()) {
            // The parser's own refusal, before there is a request.
            draft.sameOperation = false;
        }
        draft.changed("query " + (query.length() > 60 ? query.substring(0, 60) + "…" : query), expect);
    }
}
