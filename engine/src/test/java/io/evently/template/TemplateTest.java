package io.evently.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.evently.message.Cause;
import io.evently.message.MessageType;
import io.evently.message.Variable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a template may say, and what a message's values cannot make of it. */
class TemplateTest {

    private static final String GOOD = "{{ eventName }} {{ reference }}";

    /** 255 characters of what is longest once it is escaped. */
    private static final String LONGEST = "\"".repeat(255);

    private static TemplateContent booking(String subject, String html, String text) {
        return new TemplateContent(subject, html, text, "en");
    }

    private static List<TemplateFault> faults(TemplateContent content) {
        TemplateRefused refused = catchThrowableOfType(
                TemplateRefused.class, () -> Template.checked(MessageType.BOOKING_CONFIRM, content));
        assertThat(refused).as("was taken").isNotNull();
        return refused.faults();
    }

    private static String html(String html, Map<String, String> changes) {
        Map<String, String> variables = Samples.of(Cause.BOOKING_CONFIRMED);
        variables.putAll(changes);
        return Template.read(MessageType.BOOKING_CONFIRM, booking("x", html, "x"))
                .render(Cause.BOOKING_CONFIRMED, variables)
                .html();
    }

    @ParameterizedTest
    @EnumSource(MessageType.class)
    void whatComesWithEventlyMayBeSavedAgain(MessageType type) {
        TemplateContent content = DefaultTemplates.content(type);

        assertThatCode(() -> Template.checked(type, content)).doesNotThrowAnyException();
        assertThat(content.subject().length()).isLessThan(1_500);
        // With the quotation marks of JSON it still fits into a request of 64 KiB.
        assertThat(content.html().length() + content.text().length()).isLessThan(30_000);
    }

    @ParameterizedTest
    @EnumSource(Cause.class)
    void whatComesWithEventlyLoadsNothingAndIsAccessible(Cause cause) {
        Document page = Jsoup.parse(DefaultTemplates.template(cause.type())
                .render(cause, Samples.of(cause))
                .html());

        assertThat(page.select("script, link, img, iframe, form, [src], [background]"))
                .isEmpty();
        assertThat(page.html()).doesNotContain("url(").doesNotContain("@import");
        assertThat(page.select("table")).allMatch(table -> table.attr("role").equals("presentation"));
        assertThat(page.selectFirst("html").attr("lang")).isEqualTo("en");
        assertThat(page.selectFirst("html").attr("dir")).isEqualTo("ltr");
        assertThat(page.select("h1")).hasSize(1);
        assertThat(page.title()).isNotBlank();
        assertThat(page.select("meta[name=color-scheme]").attr("content")).isEqualTo("light dark");
    }

    @ParameterizedTest
    @EnumSource(Cause.class)
    void namesCannotChangeAMail(Cause cause) {
        Template template = DefaultTemplates.template(cause.type());
        Map<String, String> plain = new HashMap<>(Samples.of(cause));
        String before = shape(template.render(cause, plain).html());
        for (String hostile : List.of(
                "<script>alert(1)</script>",
                "\"><img src=x onerror=alert(1)>",
                "' onmouseover='x",
                "</title></style><b>",
                "-->",
                "{{ userName }}{% if true %}",
                "a\r\nBcc: everybody@example.org\r\n\r\nHello",
                "\u202egnp.exe\u2066",
                "😀👩‍👩‍👧 \ud800 \u0000\u0007",
                LONGEST)) {
            Map<String, String> variables = new HashMap<>(plain);
            for (Variable each : List.of(Variable.USER_NAME, Variable.EVENT_NAME, Variable.VENUE)) {
                variables.computeIfPresent(each.word(), (word, value) -> hostile);
            }

            Template.Rendered rendered = template.render(cause, variables);

            assertThat(shape(rendered.html())).as(hostile).isEqualTo(before);
            assertThat(rendered.subject()).doesNotContainPattern("[\\p{Cc}\u202a-\u202e\u2066-\u2069\u2028\u2029]");
            assertThat(rendered.text()).doesNotContainPattern("[\\p{Cc}&&[^\n]]|[\u202a-\u202e\u2066-\u2069]");
            assertThat(rendered.text().lines().count())
                    .isEqualTo(template.render(cause, plain).text().lines().count());
        }
    }

    /** Elements and attributes, without texts. */
    private static String shape(String html) {
        StringBuilder shape = new StringBuilder();
        for (Element element : Jsoup.parse(html).getAllElements()) {
            shape.append(element.nodeName());
            element.attributes()
                    .forEach(each ->
                            shape.append(' ').append(each.getKey()).append('=').append(each.getValue()));
            shape.append('\n');
        }
        return shape.toString();
    }

    @Test
    void whatIsShownIsWhatWasGiven() {
        String shown = html(
                "<p title=\"{{ venue }}\">{{ eventName }}</p>",
                Map.of("eventName", "a < b & \"c\" 'd'", "venue", "\"<'>&"));

        Element paragraph = Jsoup.parse(shown).selectFirst("p");
        assertThat(paragraph.text()).isEqualTo("a < b & \"c\" 'd'");
        assertThat(paragraph.attr("title")).isEqualTo("\"<'>&");
    }

    @Test
    void aPartOfAUrlStaysOne() {
        String shown = html(
                "<a href=\"https://shop.example/e?name={{ eventName }}\">x</a>",
                Map.of("eventName", "a/b?c=d&e#f \"ü\" 東"));

        assertThat(shown)
                .isEqualTo(
                        "<a href=\"https://shop.example/e?name=a%2Fb%3Fc%3Dd%26e%23f%20%22%C3%BC%22%20%E6%9D%B1\">x</a>");
    }

    @Test
    void aLinkThatIsNoneIsRefused() {
        Map<String, String> variables = Samples.of(Cause.WELCOME);
        variables.put("link", "javascript:alert(1)");

        assertThatThrownBy(() -> DefaultTemplates.template(MessageType.WELCOME).render(Cause.WELCOME, variables))
                .isInstanceOf(RenderingFailed.class)
                .hasMessage("a link must begin with https://");
    }

    @Test
    void anUnknownVariableIsToldWithThoseThereAre() {
        assertThat(faults(booking("{{ nobody }}", GOOD, GOOD))).singleElement().satisfies(fault -> {
            assertThat(fault.field()).isEqualTo("subject");
            assertThat(fault.message()).startsWith("uses the variable nobody, which is none of: bookingId, cause,");
        });
    }

    @Test
    void anInboxHasNeitherNameNorLinkSoASubjectMayNotUseThem() {
        assertThat(faults(booking("{{ userName }}", GOOD, GOOD)).get(0).message())
                .contains("variable userName");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a\nb", "a\r\nBcc: everybody@example.org", "a\rb", "a\n", "a\u2028b", "a\u0085b", "a\u0000b"})
    void aSubjectIsOneLine(String subject) {
        assertThat(faults(booking(subject, GOOD, GOOD)))
                .containsExactly(new TemplateFault("subject", "must be one line, without control characters"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a \u202ecarol",
                "\u202aa",
                "\u202ba",
                "a\u202c",
                "\u202da",
                "\u2066a",
                "\u2067a",
                "\u2068a",
                "a\u2069"
            })
    void aSubjectTurnsNoTextAroundIt(String subject) {
        assertThat(faults(booking(subject, GOOD, GOOD)))
                .containsExactly(
                        new TemplateFault("subject", "must not contain characters that change the direction of text"));
    }

    @Test
    void aSubjectMayHoldTheMarksOfASinglePlace() {
        TemplateContent content = booking("\u05e9\u05dc\u05d5\u05dd\u200f! {{ eventName }}", GOOD, GOOD);

        assertThatCode(() -> Template.checked(MessageType.BOOKING_CONFIRM, content))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@import url(https://a.example/b.css);",
                "a { } @IMPORT 'x';",
                "@@import 'x'",
                "@im@import 'x'",
                "@im\\70ort 'x'",
                "{% if quantity == 1 %}@im{% endif %}port 'x'",
                "@im/**/port 'https://a.example/b.css'",
                "@font-face { src: url(http://a.example/f) }"
            })
    void aStyleLoadsNoOther(String style) {
        assertThat(faults(booking("x", GOOD + "<style>" + style + "</style>", GOOD)))
                .extracting(TemplateFault::field)
                .containsExactly("html");
    }

    @Test
    void aStyleMayHaveConditionsAndRulesOfItsOwn() {
        String style = "<style>{% if quantity == 1 %}@media print { a { } }{% else %}@font-face { }{% endif %}</style>";

        assertThat(html(style, Map.of())).isEqualTo("<style>@font-face { }</style>");
        String font = "<style>@font-face { src: url('https://a.example/f') format('woff2') }</style>";
        assertThat(html(font, Map.of())).isEqualTo(font);
        assertThat(html("<p style=\"{% if quantity == 2 %}color: white{% endif %}\">", Map.of()))
                .isEqualTo("<p style=\"color: white\">");
    }

    @Test
    void whatIsRefusedIsNamed() {
        Map<String, String> constructs = Map.of(
                "<link rel=\"x\">", "link",
                "<script>", "script",
                "<p onload=\"x\">", "onload",
                "<meta http-equiv=\"refresh\">", "refresh",
                "<style>@import 'x'</style>", "@import",
                "<p style=\"x: expression(y)\">", "expression(",
                "{% verbatim %}x{% endverbatim %}", "verbatim",
                "{{ eventName | raw }}", "raw",
                "{% autoescape false %}x{% endautoescape %}", "autoescape",
                "<a href=\"javascript:x\">x</a>", "href");

        constructs.forEach((construct, name) -> assertThat(faults(booking("x", GOOD + construct, GOOD)))
                .as(construct)
                .singleElement()
                .satisfies(fault -> assertThat(fault.message()).contains(name)));
    }

    @Test
    void whatAMessageIsAboutMustBeShown() {
        assertThat(faults(booking("x", "{{ eventName }}", GOOD)))
                .containsExactly(new TemplateFault("html", "must show reference for booking_confirmed"));
        assertThat(faults(booking("x", GOOD, "{% if quantity == 99 %}{{ eventName }}{% endif %}{{ reference }}")))
                .containsExactly(new TemplateFault("text", "must show eventName for booking_confirmed"));
    }

    @Test
    void whatAMessageMayLackMustBeAskedForFirst() {
        TemplateContent content = booking("x", "{{ eventName }} {{ reference }}", "{{ eventName }}");

        TemplateRefused refused =
                catchThrowableOfType(TemplateRefused.class, () -> Template.checked(MessageType.CANCELLATION, content));

        assertThat(refused.faults()).singleElement().satisfies(fault -> {
            assertThat(fault.field()).isEqualTo("html");
            assertThat(fault.message()).contains("event_cancelled: there is no reference");
        });
    }

    @Test
    void whatBecomesTooLongIsRefused() {
        assertThat(faults(booking("x", GOOD + "{{ eventName }}".repeat(1_000), GOOD)))
                .singleElement()
                .satisfies(fault -> assertThat(fault.message()).contains("longer than 262144 characters"));
    }

    @Test
    void aConditionMayNotEndElsewhereThanItBegins() {
        for (String html : List.of(
                "{% if quantity == 1 %}<script>{% endif %}",
                "{% if quantity == 1 %}<p class=\"{% endif %}{{ eventName }}\">",
                "{% if quantity == 1 %}<!--{% endif %}{{ eventName }}{% if quantity == 1 %}-->{% endif %}",
                "{% if quantity == 1 %}<style>{% else %}<p>{% endif %}")) {
            assertThat(faults(booking("x", GOOD + html, GOOD))).isNotEmpty();
        }
        assertThat(html("<p class=\"{% if quantity == 1 %}a{% else %}b{% endif %}\">", Map.of()))
                .isEqualTo("<p class=\"b\">");
    }

    @Test
    void aMissingValueIsToldAndNotAHole() {
        assertThatThrownBy(() -> {
                    Map<String, String> variables = Samples.of(Cause.BOOKING_CONFIRMED);
                    variables.remove("reference");
                    DefaultTemplates.template(MessageType.BOOKING_CONFIRM).render(Cause.BOOKING_CONFIRMED, variables);
                })
                .isInstanceOf(RenderingFailed.class)
                .hasMessage("there is no reference");
    }

    @Test
    void timesAreOfTheZoneAndTheLanguage() {
        Template german =
                Template.read(MessageType.BOOKING_CONFIRM, new TemplateContent("{{ eventDate }}", "x", "x", "de"));

        assertThat(german.subject(Cause.BOOKING_CONFIRMED, Samples.of(Cause.BOOKING_CONFIRMED)))
                .contains("6. Juni 2099")
                .contains("19:30")
                .contains("Europe/Berlin");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "english!", "nonsense", "en_GB", "123", "de-"})
    void aLanguageIsATagOfBcp47(String language) {
        assertThatThrownBy(() -> Template.read(MessageType.WELCOME, new TemplateContent("x", "x", "x", language)))
                .isInstanceOf(TemplateRefused.class)
                .hasMessageContaining("language");
    }

    @Test
    void filtersAreEscapedToo() {
        Map<String, String> changes = new HashMap<>();
        changes.put("eventName", "<b>ß");
        changes.put("venue", null);

        assertThat(html("{{ eventName | upper }}|{{ venue | default(\"<i>\") | lower }}", changes))
                .isEqualTo("&lt;B&gt;SS|&lt;i&gt;");
    }
}
