package io.evently.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.evently.message.MessageType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Pebble can do and no template of ours may. */
class TemplateGrammarTest {

    private static final String GOOD = "{{ eventName }} {{ reference }}";

    private static TemplateContent booking(String subject, String html, String text) {
        return new TemplateContent(subject, html, text, "en");
    }

    private static List<TemplateFault> faults(TemplateContent content) {
        TemplateRefused refused = catchThrowableOfType(
                TemplateRefused.class, () -> Template.checked(MessageType.BOOKING_CONFIRM, content));
        assertThat(refused).as("was taken").isNotNull();
        return refused.faults();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ eventName | raw }}",
                "{{ eventName | escape(\"js\") }}",
                "{% autoescape false %}{{ eventName }}{% endautoescape %}",
                "{% verbatim %}{{ eventName }}{% endverbatim %}",
                "{%- verbatim -%}<b>{%- endverbatim -%}",
                "{%\nverbatim%}x{%endverbatim%}",
                "{% include \"/etc/passwd\" %}",
                "{% import \"x\" %}",
                "{% extends \"x\" %}",
                "{% embed \"x\" %}{% endembed %}",
                "{% macro x() %}{% endmacro %}",
                "{% set eventName = \"x\" %}",
                "{% for x in range(1, 1000000000) %}x{% endfor %}",
                "{% for c in eventName %}{{ c }}{% endfor %}",
                "{% cache 'x' %}{% endcache %}",
                "{% parallel %}{% endparallel %}",
                "{% filter upper %}x{% endfilter %}",
                "{% block x %}{% endblock %}",
                "{{ eventName.getClass() }}",
                "{{ eventName.class.forName('java.lang.Runtime') }}",
                "{{ eventName['bytes'] }}",
                "{{ (1).TYPE }}",
                "{{ \"x\" }}",
                "{{ \"a#{eventName}\" }}",
                "{{ eventName ~ venue }}",
                "{{ eventName ? venue : reference }}",
                "{{ 1 + 1 }}",
                "{{ [1, 2] }}",
                "{{ {\"a\": 1} }}",
                "{{ range(0, 1000000000) }}",
                "{{ max(1, 2) }}",
                "{{ i18n(\"x\", \"y\") }}",
                "{{ block(\"x\") }}",
                "{{ parent() }}",
                "{{ _context }}",
                "{{ template }}",
                "{{ locale }}",
                "{{ eventName | default(venue) }}",
                "{{ eventName | abbreviate(length=3) }}",
                "{{ eventName | replace({\"a\": \"b\"}) }}",
                "{{ eventName | sha256 }}",
                "{% if eventName %}x{% endif %}",
                "{% if true %}x{% endif %}",
                "{% if eventName is iterable %}x{% endif %}",
                "{% if eventName contains \"x\" %}x{% endif %}",
                "{{ 99999999999999999999999 }}",
                "{% if quantity == 99999999999999999999999 %}x{% endif %}",
                "{{ eventName",
                "{% if quantity == 1 %}x",
                "{{ }}",
                "{% %}",
                "{%",
                "{{ nobody }}",
                "{{ EVENTNAME }}"
            })
    void whatATemplateDoesNotNeedItCannotSay(String text) {
        assertThat(faults(booking("x", GOOD + text, GOOD)))
                .extracting(TemplateFault::field)
                .containsOnly("html");
        assertThat(faults(booking("x", GOOD, GOOD + text)))
                .extracting(TemplateFault::field)
                .containsOnly("text");
    }

    @Test
    void whatWouldTakeAThreadsStackIsRefused() {
        for (String deep : List.of(
                "{{ " + "(".repeat(30_000) + "eventName" + ")".repeat(30_000) + " }}",
                "{{ " + "(".repeat(30_000),
                "{{ \"}}\" ~ " + "(".repeat(20_000) + "1" + ")".repeat(20_000) + " }}",
                "{% if " + "not ".repeat(15_000) + "quantity == 1 %}x{% endif %}",
                "{{ eventName" + " | upper".repeat(7_000) + " }}",
                "{{ " + "[".repeat(30_000),
                "{% if quantity == 1 %}".repeat(2_500) + "x" + "{% endif %}".repeat(2_500))) {
            assertThat(faults(booking("x", GOOD, GOOD + deep))).isNotEmpty();
        }
    }
}
