package io.evently.requests;

import com.auth0.jwt.algorithms.Algorithm;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Tokens that no honest client would have. */
final class HostileTokens {

    private static final List<String> HEADS = List.of(
            "{\"alg\":\"HS256\",\"typ\":\"JWT\"}",
            "{\"alg\":\"HS256\",\"typ\":\"JWT\"}",
            "{\"alg\":\"none\"}",
            "{\"alg\":\"HS512\"}",
            "{\"alg\":\"RS256\",\"kid\":\"../../dev/null\"}",
            "{\"alg\":null}",
            "{\"alg\":[\"HS256\"]}",
            "{}",
            "[]",
            "null",
            "\"\"",
            "");

    /** For one claim; what stands there in a good token goes. */
    private static final List<String> VALUES = List.of(
            "9223372036854775807",
            "-9223372036854775808",
            "9999999999999999",
            "1e18",
            "1e400",
            "-1",
            "0",
            "1.5",
            "null",
            "true",
            "\"1\"",
            "\"\"",
            "\"\\u0000\"",
            "[]",
            "[1]",
            "{}",
            "[\"evently-api\"]",
            "\"\\ud800\"",
            "[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]");

    private static final List<String> CLAIMS = List.of("exp", "nbf", "iat", "sub", "role", "iss", "aud", "jti");

    private static final List<String> SCHEMES = List.of(
            "",
            "Bearer",
            "Bearer ",
            "bearer x",
            "Basic YWRtaW46YWRtaW4=",
            "Bearer a.b.c",
            "Bearer ..",
            "Bearer \u00e9\u00ff",
            "Negotiate",
            "Bearer evk_" + "a".repeat(40),
            "Bearer null",
            "Bearer eyJ",
            "Bearer " + "A".repeat(4_000),
            "Digest username=\"a\"");

    private static final String GOOD =
            "\"sub\":\"%s\",\"role\":\"%s\",\"iss\":\"evently\",\"aud\":\"evently-api\",\"exp\":4000000000,\"iat\":1700000000";

    private HostileTokens() {}

    static void change(Draft draft, RandomGenerator random, String secret) {
        switch (random.nextInt(6)) {
            case 0 -> {
                draft.removeHeader("Authorization");
                draft.changed("no token", draft.needsToken() ? Expect.REFUSED : Expect.UNDERSTOOD);
            }
            case 1 -> {
                draft.setHeader("Authorization", Pick.one(random, SCHEMES));
                draft.changed("no bearer of ours", draft.needsToken() ? Expect.REFUSED : Expect.UNDERSTOOD);
            }
            case 2 -> {
                String forged = People.claims(new UUID(random.nextLong(), 1), "admin")
                        .sign(Algorithm.HMAC256("another secret, as long as it must be"));
                bearer(draft, forged);
                draft.changed("a forged token", draft.needsToken() ? Expect.REFUSED : Expect.UNDERSTOOD);
            }
            case 3 -> {
                draft.headers.add(new Header("Authorization", "Bearer x"));
                draft.changed("two tokens", Expect.ANY);
            }
            default -> absurd(draft, random, random.nextBoolean() ? secret : "");
        }
    }

    /** @param secret empty: its signature does not hold */
    private static void absurd(Draft draft, RandomGenerator random, String secret) {
        String claim = Pick.one(random, CLAIMS);
        String value = Pick.one(random, VALUES);
        String head = Pick.one(random, HEADS);
        String good = GOOD.formatted(new UUID(random.nextLong(), 2), draft.needsToken() ? "admin" : "user");
        String others = good.replaceAll(",?\"" + claim + "\":(\"[^\"]*\"|\\d+)", "");
        String claims = "{\"" + claim + "\":" + value + (others.startsWith(",") ? "" : ",") + others + "}";
        String signed =
                base64(head.getBytes(StandardCharsets.UTF_8)) + "." + base64(claims.getBytes(StandardCharsets.UTF_8));
        bearer(draft, signed + "." + (secret.isEmpty() ? "AA" : base64(hmac(signed, secret))));
        boolean refused = secret.isEmpty() && draft.needsToken();
        draft.changed(
                (secret.isEmpty() ? "unsigned" : "signed") + " token of " + head + " with " + claim + " " + value,
                refused ? Expect.REFUSED : Expect.ANY);
    }

    private static void bearer(Draft draft, String token) {
        draft.setHeader("Authorization", "Bearer " + token);
    }

    private static byte[] hmac(String text, String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
