package io.evently.user;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmailAddressTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ada@example.com",
                "o'brien@example.com",
                "jürgen@example.de",
                "a@müller.de",
                "first.last+tag@sub.example.co.uk",
                "admin@evently.local",
                "用户@例子.中国",
                "हिन्दी@उदाहरण.भारत",
                "x@xn--mller-kva.de",
                "1@2.org"
            })
    void acceptsWhatPeopleHave(String address) {
        assertThat(EmailAddress.parse(address))
                .hasValueSatisfying(a -> assertThat(a.typed()).isEqualTo(address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "ada",
                "@",
                "ada@",
                "@example.com",
                "ada@example",
                "ada@@example.com",
                "ada@lovelace@example.com",
                "ada lovelace@example.com",
                "ada\u0000@example.com",
                "ada\r\nBcc: eve@example.com",
                "ada\u200b@example.com",
                "ada\u00a0x@example.com",
                "<ada@example.com>",
                "ada@example..com",
                "ada@.example.com",
                "ada@example.com.",
                ".ada@example.com",
                "ada.@example.com",
                "a..a@example.com",
                "ada@-example.com",
                "ada@example-.com",
                "ada@exam ple.com",
                "ada@example.com,eve@example.com"
            })
    void refusesWhatIsNoAddress(String text) {
        assertThat(EmailAddress.parse(text)).isEmpty();
    }

    @Test
    void anAddressHasAtMost254Characters() {
        String domain = "@" + "d".repeat(60) + ".example.com";

        assertThat(EmailAddress.parse("a".repeat(254 - domain.length()) + domain))
                .isPresent();
        assertThat(EmailAddress.parse("a".repeat(255 - domain.length()) + domain))
                .isEmpty();
        assertThat(EmailAddress.parse("a".repeat(100_000) + domain)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "ada@example.com, ADA@Example.COM",
        "ada@example.com, '  ada@example.com\t'",
        "jürgen@example.de, JU\u0308RGEN@example.de",
        "iris@example.com, IRIS@EXAMPLE.COM"
    })
    void spellingsOfOneAddressAreOneAddress(String one, String other) {
        assertThat(EmailAddress.parse(other).orElseThrow().normalised())
                .isEqualTo(EmailAddress.parse(one).orElseThrow().normalised());
    }

    @Test
    void itIsKeptAsItWasTyped() {
        assertThat(EmailAddress.parse(" Ada.Lovelace@Example.com ")
                        .orElseThrow()
                        .typed())
                .isEqualTo("Ada.Lovelace@Example.com");
    }

    @Test
    void itIsNeverPrinted() {
        assertThat(EmailAddress.parse("ada@example.com").orElseThrow().toString())
                .doesNotContain("ada");
    }
}
