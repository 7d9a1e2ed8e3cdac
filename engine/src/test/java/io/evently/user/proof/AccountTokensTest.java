package io.evently.user.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Ring 1: what links hold. */
class AccountTokensTest {

    private static final UUID ADA = UUID.fromString("018f4e5a-0000-7000-8000-000000000001");
    private static final UUID RESET = UUID.fromString("018f4e5a-0000-7000-8000-000000000002");
    private static final String ADDRESS = "ada@example.org";
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private final AccountTokens tokens = new AccountTokens(parts -> digest("a key", parts));

    @Test
    void aProofProvesTheAddressItWasSentToAndNoOther() {
        AccountTokens.Proof proof =
                AccountTokens.readProof(tokens.proof(ADA, ADDRESS, 5_000)).orElseThrow();

        assertThat(proof.userId()).isEqualTo(ADA);
        assertThat(proof.end()).isEqualTo(5_000);
        assertThat(tokens.proves(proof, ADDRESS)).isTrue();
        assertThat(tokens.proves(proof, "eve@example.org")).isFalse();
    }

    @Test
    void aProofThatIsChangedAnywhereProvesNothing() {
        String proof = tokens.proof(ADA, ADDRESS, 5_000);

        for (String changed : eachChanged(proof)) {
            assertThat(AccountTokens.readProof(changed).filter(read -> tokens.proves(read, ADDRESS)))
                    .as(changed)
                    .isEmpty();
        }
    }

    @Test
    void aResetIsReadByWhoMadeItAndNobodyElse() {
        String reset = tokens.reset(ADA, RESET);

        assertThat(tokens.readReset(reset)).contains(new AccountTokens.Reset(ADA, RESET));
        assertThat(new AccountTokens(parts -> digest("another key", parts)).readReset(reset))
                .isEmpty();
        for (String changed : eachChanged(reset)) {
            assertThat(tokens.readReset(changed)).as(changed).isEmpty();
        }
    }

    @Test
    void oneIsNotTheOther() {
        assertThat(tokens.readReset(tokens.proof(ADA, ADDRESS, 5_000))).isEmpty();
        assertThat(AccountTokens.readProof(tokens.reset(ADA, RESET))).isEmpty();
    }

    @Test
    void theyFitIntoALink() {
        assertThat(tokens.proof(ADA, ADDRESS, Long.MAX_VALUE))
                .hasSizeLessThanOrEqualTo(AccountTokens.LONGEST)
                .matches("[A-Za-z0-9_-]+");
        assertThat(tokens.reset(ADA, RESET))
                .hasSizeLessThanOrEqualTo(AccountTokens.LONGEST)
                .matches("[A-Za-z0-9_-]+");
    }

    @Test
    void whateverElseIsSentIsNoToken() {
        for (String text : List.of("", "x", "====", "%00", "é", tokens.reset(ADA, RESET) + "=", "A".repeat(88))) {
            assertThat(tokens.readReset(text)).as(text).isEmpty();
            assertThat(AccountTokens.readProof(text)).as(text).isEmpty();
        }
    }

    /** Each letter once replaced by the next one: the smallest change there is, also of bits that stand for no byte. */
    private static List<String> eachChanged(String token) {
        return IntStream.range(0, token.length())
                .mapToObj(at -> token.substring(0, at)
                        + LETTERS.charAt((LETTERS.indexOf(token.charAt(at)) + 1) % LETTERS.length())
                        + token.substring(at + 1))
                .toList();
    }

    private static byte[] digest(String key, List<String> parts) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest((key + "|" + String.join("|", parts)).getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
