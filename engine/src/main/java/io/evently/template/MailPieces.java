package io.evently.template;

import java.util.Map;

/**
 * Of what the mails that come with Evently are made: each piece in HTML, with its styles inline since many mail programs
 * drop all others, and in plain text. {@code %s} stand for words, in order.
 */
final class MailPieces {

    private MailPieces() {}

    /** Background and text of a colour, light enough and dark enough to be read (WCAG AA), and that of an edge. */
    record Colour(String pale, String strong, String edge) {}

    static final Map<String, Colour> COLOURS = Map.of(
            "green", new Colour("#dcfce7", "#166534", "#22c55e"),
            "red", new Colour("#fee2e2", "#991b1b", "#ef4444"),
            "amber", new Colour("#fef3c7", "#92400e", "#f59e0b"),
            "indigo", new Colour("#e0e7ff", "#3730a3", "#6366f1"),
            "grey", new Colour("#e5e7eb", "#374151", "#9ca3af"));

    /** Background, text, words. */
    static final String CHIP =
            """
            <table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr><td bgcolor="%s" style="background-color:%1$s; border-radius:999px; padding:5px 14px; font-size:12px; line-height:16px; font-weight:700; letter-spacing:0.4px; color:%s;">%s</td></tr></table>
            """;

    static final String HEADING =
            """
            <h1 class="ink heading" style="margin:18px 0 0 0; font-size:29px; line-height:37px; font-weight:700; letter-spacing:-0.5px; color:#14172b;">%s</h1>
            """;

    static final String PARAGRAPH =
            """
            <p class="soft" style="margin:14px 0 0 0; font-size:16px; line-height:26px; color:#454b61;">%s</p>
            """;

    /** Label, link. */
    static final String BUTTON =
            """
            <table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:26px 0 8px 0;"><tr><td align="center" bgcolor="#4f46e5" style="background-color:#4f46e5; border-radius:10px;"><a href="{{ %2$s }}" style="display:inline-block; padding:15px 30px; font-size:16px; line-height:20px; font-weight:700; color:#ffffff; text-decoration:none; border-radius:10px;">%1$s</a></td></tr></table>
            <p class="faint" style="margin:14px 0 0 0; font-size:13px; line-height:20px; color:#6b7186;">%3$s<br><a href="{{ %2$s }}" dir="ltr" style="word-break:break-all;">{{ %2$s }}</a></p>
            """;

    static final String BUTTON_TEXT = """

            %s:
            {{ %s }}
            """;

    /** Colour of its edge, whose side, what it is about. */
    static final String CARD =
            """
            <table role="presentation" class="stub" width="100%%" cellpadding="0" cellspacing="0" border="0" style="margin:26px 0 10px 0; background-color:#f7f8fc; border:1px solid #e3e6f0; border-%2$s:6px solid %1$s; border-radius:12px; border-collapse:separate;">
            <tr><td style="padding:20px 24px 18px 24px;">
            <table role="presentation" width="100%%" cellpadding="0" cellspacing="0" border="0">
            <tr><td colspan="2" class="ink rule" style="padding:0 0 14px 0; border-bottom:2px dashed #d3d8e6; font-size:19px; line-height:26px; font-weight:700; color:#14172b; word-break:break-word;"><bdi>{{ %3$s }}</bdi></td></tr>
            <tr><td colspan="2" style="font-size:6px; line-height:8px;">&nbsp;</td></tr>
            """;

    static final String CARD_TEXT = """

            {{ %s }}
            """;

    static final String CARD_END = """
            </table>
            </td></tr></table>
            """;

    /** Variable, side where it begins, label. */
    static final String ROW =
            """
            {%% if %1$s is not null %%}<tr><td class="faint" valign="top" align="%2$s" style="padding:5px 0 5px 0; width:118px; font-size:14px; line-height:22px; color:#6b7186;">%3$s</td><td class="ink" valign="top" align="%2$s" style="padding:5px 0 5px 0; font-size:15px; line-height:22px; color:#14172b; word-break:break-word;"><bdi>{{ %1$s }}</bdi></td></tr>{%% endif %%}
            """;

    static final String ROW_TEXT = "{%% if %1$s is not null %%}%2$s: {{ %1$s }}\n{%% endif %%}";

    /** As {@link #ROW}: something to type, so in letters that are not mistaken for others. */
    static final String CODE =
            """
            {%% if %1$s is not null %%}<tr><td class="faint" valign="top" align="%2$s" style="padding:5px 0 5px 0; width:118px; font-size:14px; line-height:24px; color:#6b7186;">%3$s</td><td class="ink" valign="top" align="%2$s" dir="ltr" style="padding:5px 0 5px 0; font-family:ui-monospace, Menlo, Consolas, monospace; font-size:15px; line-height:24px; font-weight:700; letter-spacing:0.3px; color:#14172b; word-break:break-word;">{{ %1$s }}</td></tr>{%% endif %%}
            """;

    /** Label, variable. */
    static final String DEADLINE =
            """
            <p class="faint" style="margin:24px 0 0 0; font-size:14px; line-height:20px; color:#6b7186;">%s</p>
            <p class="ink" style="margin:2px 0 0 0; font-size:21px; line-height:29px; font-weight:700; color:#14172b;"><bdi>{{ %s }}</bdi></p>
            """;

    static final String DEADLINE_TEXT = """

            %s: {{ %s }}
            """;

    /** Label, variable: what counts no more. */
    static final String WAS =
            """
            <p class="faint" style="margin:4px 0 0 0; font-size:14px; line-height:20px; color:#6b7186;">%s: <s><bdi>{{ %s }}</bdi></s></p>
            """;

    static final String WAS_TEXT = "%s: {{ %s }}\n";
}
