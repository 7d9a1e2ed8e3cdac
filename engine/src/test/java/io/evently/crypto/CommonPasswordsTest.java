package io.evently.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommonPasswordsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1234567890",
                "0123456789",
                "qwertyuiop",
                "QwertyUiop",
                "password123",
                "Password1234",
                "basketball",
                "1q2w3e4r5t",
                "aaaaaaaaaa",
                "dragondragon",
                "PasswordPassword",
                "Welcome2026!",
                "2026password",
                "Password20262026"
            })
    void whatIsGuessedFirstIsRefused(String password) {
        assertThat(CommonPasswords.contains(password)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "correct horse battery staple",
                "the admin of the tests",
                "a-password-for-load-tests",
                "guess-number-1",
                "Prüfung-im-Winter",
                "kL9#vQz2!mXw",
                "🎟🎟🎭🎟🎟🎭🎟🎭🎭🎟",
                "8301947562831",
                "東京東京東京東京東京東京"
            })
    void othersAreTaken(String password) {
        assertThat(CommonPasswords.contains(password)).isFalse();
    }
}
