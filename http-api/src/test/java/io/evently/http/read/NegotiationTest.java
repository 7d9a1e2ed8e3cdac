package io.evently.http.read;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which values of {@code Accept} allow JSON. What is malformed in one range spoils none beside it. */
class NegotiationTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "*/*",
                "application/json",
                "APPLICATION/Json",
                "application/*",
                "application/json;charset=utf-8",
                "application/json;charset=\"a,b\"",
                "application/json; v=\"1;q=0\"",
                "application/json;q=0.001",
                "application/json;q=.5",
                "application/json; q=0.5; q=0",
                "text/html, application/*;q=0.1",
                "text/html;q=0, */*",
                "text/html;level=1;q=0, */*;q=0.1",
                "*/*;q=0, application/*;q=0.5",
                "application/*;q=0, application/json",
                // Empty elements of a list mean nothing (RFC 9110, section 5.6.1.2).
                "application/json,",
                ",application/json",
                "application/json,,text/html",
                ",\t, */* ,",
                // Broken weights are none.
                "*/*;",
                "*/*;;",
                "*/*;q",
                "*/*;q=",
                "*/*;q=x",
                "*/*;q=2",
                "*/*;q=-1",
                "*/*;q=0.0000",
                "*/*; q = 0",
                // Broken ranges beside a good one.
                "@@@, */*",
                "a/b/c, */*",
                "(comment), application/json",
                "caf\u00e9, application/json",
                ";, application/json",
                "\", application/json"
            })
    void jsonIsAccepted(String accept) {
        assertThat(Negotiation.accepts(accept, "application/json")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/html",
                "text/*",
                "text/html, image/*",
                "application/problem+json",
                "application/jsonp",
                "*",
                "*/json",
                "application",
                "application/",
                "/json",
                "application /json",
                "application/json application/json",
                "application/json(comment)",
                "(comment)",
                "\"application/json\"",
                ",",
                ";",
                ";;,;",
                "*/*;q=0",
                "*/*;Q=0",
                "*/* ; q=0",
                "application/json;q=0.",
                "application/json;q=0.000",
                "*/*, application/json;q=0",
                "application/*;q=0, */*",
                "text/*;q=0.3,*/*;q=0"
            })
    void jsonIsNotAccepted(String accept) {
        assertThat(Negotiation.accepts(accept, "application/json")).isFalse();
    }
}
