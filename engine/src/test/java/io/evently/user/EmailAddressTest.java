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
        "iris@example.com, IRIS@EXAMPLE.COM",
        "jan@müller.example, jan@xn--mller-kva.example",
        "jan@müller.example, jan@MÜLLER.example",
        "jan@müller.example, jan@mu\u0308ller.EXAMPLE",
        "jan@müller.example, JAN@XN--MLLER-KVA.example",
        "jan@müller.example, jan@ｍüller.example",
        "用户@例子.中国, 用户@xn--fsqu00a.xn--fiqs8s",
        "a@faß.example, a@xn--fa-hia.example"
    })
    void spellingsOfOneAddressAreOneAddress(String one, String other) {
        assertThat(EmailAddress.parse(other).orElseThrow().normalised())
                .isEqualTo(EmailAddress.parse(one).orElseThrow().normalised());
    }

    @ParameterizedTest
    @CsvSource({
        "jan@straße.example, jan@strasse.example",
        "jan@müller.example, jan@mueller.example",
        "jan@müller.example, jän@müller.example",
        "a@xn--0.example, a@xn--1.example"
    })
    void otherAddressesAreOthers(String one, String other) {
        assertThat(EmailAddress.parse(other).orElseThrow().normalised())
                .isNotEqualTo(EmailAddress.parse(one).orElseThrow().normalised());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a@xn--0.example", "a@r3---sn-4g5e6nl7.example", "a@xn--a.example"})
    void whatHasNoOtherFormStaysAsItIs(String address) {
        assertThat(EmailAddress.parse(address))
                .hasValueSatisfying(a -> assertThat(a.normalised()).isEqualTo(address));
    }

    /** Their blind index stands on disk for ever. */
    @Test
    void mostAddressesAreKnownUnderOneFormAsBefore() {
        assertThat(EmailAddress.parse("Ada@Example.com").orElseThrow().registeredForms())
                .containsExactly("ada@example.com");
        assertThat(EmailAddress.parse("Jürgen@Example.com").orElseThrow().registeredForms())
                .containsExactly("jürgen@example.com");
        assertThat(EmailAddress.parse("Jan@MÜLLER.example").orElseThrow().registeredForms())
                .containsExactly("jan@müller.example", "jan@xn--mller-kva.example");
        assertThat(EmailAddress.parse("Jan@xn--mller-kva.example").orElseThrow().registeredForms())
                .containsExactly("jan@xn--mller-kva.example", "jan@müller.example");
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
