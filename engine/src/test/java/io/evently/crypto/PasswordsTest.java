package io.evently.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evently.Eventually;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class PasswordsTest {

    private final Passwords passwords = new Passwords(Runnable::run);

    @Test
    void theHashIsArgon2idInPhcFormWithItsParameters() throws Exception {
        assertThat(now(passwords.hash("correct horse")))
                .startsWith("$argon2id$v=19$m=19456,t=2,p=1$")
                .doesNotContain("correct");
    }

    @Test
    void theSamePasswordHasAnotherHashEachTime() throws Exception {
        assertThat(now(passwords.hash("correct horse"))).isNotEqualTo(now(passwords.hash("correct horse")));
    }

    @Test
    void onlyTheRightPasswordMatches() throws Exception {
        String hash = now(passwords.hash("correct horse"));

        assertThat(now(passwords.matches("correct horse", hash))).isTrue();
        assertThat(now(passwords.matches("correct hors", hash))).isFalse();
        assertThat(now(passwords.matches("Correct horse", hash))).isFalse();
    }

    @Test
    void aHashMadeWithOtherParametersStillMatches() throws Exception {
        // From the test vectors of the reference implementation (phc-winner-argon2, test.c).
        String hash = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";

        assertThat(now(passwords.matches("password", hash))).isTrue();
        assertThat(now(passwords.matches("Password", hash))).isFalse();
    }

    @Test
    void anUmlautIsTheSameTypedAsOneCharacterOrAsTwo() throws Exception {
        String hash = now(passwords.hash("Pr\u00fcfung-2026"));

        assertThat(now(passwords.matches("Pru\u0308fung-2026", hash))).isTrue();
    }

    @Test
    void whereThereIsNoUserTheSameWorkIsDoneAndTheAnswerIsNo() throws Exception {
        List<Runnable> work = new ArrayList<>();
        Passwords counted = new Passwords(work::add);
        var withUser = counted.matches("correct horse", now(passwords.hash("another one")));
        var withoutUser = counted.matches("correct horse", null);

        work.forEach(Runnable::run);

        assertThat(work).as("one Argon2 each").hasSize(2);
        assertThat(now(withUser)).isFalse();
        assertThat(now(withoutUser)).isFalse();
    }

    @Test
    void aFullQueueIsToldAtOnce() {
        Executor full = work -> {
            throw new RejectedExecutionException("full");
        };

        assertThatThrownBy(() -> now(new Passwords(full).hash("correct horse")))
                .hasCauseInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> now(new Passwords(full).matches("correct horse", null)))
                .hasCauseInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void aPasswordHas10To128CharactersOfAnyAlphabet() {
        assertThat(Passwords.isAcceptable("a".repeat(9))).isFalse();
        assertThat(Passwords.isAcceptable("a".repeat(10))).isTrue();
        assertThat(Passwords.isAcceptable("🎟".repeat(9))).isFalse();
        assertThat(Passwords.isAcceptable("🎟".repeat(128))).isTrue();
        assertThat(Passwords.isAcceptable("a".repeat(129))).isFalse();
    }

    private static <T> T now(java.util.concurrent.CompletionStage<T> stage) throws Exception {
        return Eventually.answer(stage);
    }
}
