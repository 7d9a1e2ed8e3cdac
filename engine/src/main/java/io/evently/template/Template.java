package io.evently.template;

import io.evently.message.Cause;
import io.evently.message.MessageType;
import io.evently.message.Variable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IllformedLocaleException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A template that was read and found good, ready to be filled. Thread-safe. */
public final class Template {

    /** BCP 47 asks for room for 35 at least. */
    private static final int LONGEST_LANGUAGE = 35;

    private static final List<Part> PARTS = List.of(Part.values());

    private final Locale language;
    private final Map<Part, Language.Script> scripts = new EnumMap<>(Part.class);

    private Template(Locale language) {
        this.language = language;
    }

    /** What a message says. */
    public record Rendered(String subject, String html, String text) {}

    /**
     * Reads a template.
     *
     * @throws TemplateRefused with what is wrong with each part
     */
    static Template read(MessageType type, TemplateContent content) {
        List<TemplateFault> faults = new ArrayList<>();
        Template template = new Template(language(content.language(), faults));
        for (Part part : PARTS) {
            try {
                template.scripts.put(part, Language.read(part.of(content), part, type));
            } catch (Grammar.Refused | HtmlContext.Refused refused) {
                faults.add(new TemplateFault(part.field(), refused.getMessage()));
            }
        }
        if (!faults.isEmpty()) {
            throw new TemplateRefused(faults);
        }
        return template;
    }

    /**
     * Reads one that is to be used: each message there may be is tried.
     *
     * @throws TemplateRefused also if one of them cannot be said, or would not say what it is about
     */
    static Template checked(MessageType type, TemplateContent content) {
        Template template = read(type, content);
        List<TemplateFault> faults = new ArrayList<>();
        if (!CleanText.isOneLine(content.subject())) {
            faults.add(new TemplateFault(Part.SUBJECT.field(), "must be one line, without control characters"));
        }
        if (CleanText.turnsDirection(content.subject())) {
            faults.add(new TemplateFault(
                    Part.SUBJECT.field(), "must not contain characters that change the direction of text"));
        }
        for (Cause cause : Samples.causesOf(type)) {
            for (Part part : PARTS) {
                template.tried(part, cause, Samples.of(cause), faults);
                template.tried(part, cause, Samples.least(cause), faults);
                template.tried(part, cause, Samples.longest(cause), faults);
            }
        }
        if (!faults.isEmpty()) {
            throw new TemplateRefused(faults.stream().distinct().toList());
        }
        return template;
    }

    private void tried(Part part, Cause cause, Map<String, String> sample, List<TemplateFault> faults) {
        Map<String, String> given = new HashMap<>(sample);
        given.put(Variable.CAUSE.word(), cause.label());
        Set<String> shown = new HashSet<>();
        try {
            String rendered = scripts.get(part).render(new Values(given, language, shown::add));
            if (rendered.isBlank()) {
                faults.add(new TemplateFault(part.field(), "says nothing of " + cause.label()));
                return;
            }
        } catch (RenderingFailed failed) {
            faults.add(new TemplateFault(
                    part.field(),
                    "does not work for %s: %s; a condition can ask for what a message may lack, such as: reference is not null"
                            .formatted(cause.label(), failed.getMessage())));
            return;
        }
        for (Variable needed : Samples.needed(cause)) {
            if (part != Part.SUBJECT && !shown.contains(needed.word())) {
                faults.add(
                        new TemplateFault(part.field(), "must show %s for %s".formatted(needed.word(), cause.label())));
            }
        }
    }

    private static Locale language(String tag, List<TemplateFault> faults) {
        try {
            Locale language = new Locale.Builder().setLanguageTag(tag).build();
            int letters = language.getLanguage().length();
            if (tag.length() <= LONGEST_LANGUAGE && (letters == 2 || letters == 3)) {
                return language;
            }
        } catch (IllformedLocaleException wrong) {
            // Told below.
        }
        faults.add(new TemplateFault("language", "must be a language such as en, de-CH or zh-Hant"));
        return Locale.ENGLISH;
    }

    /**
     * All of it, to look at.
     *
     * @throws TemplateRefused with what cannot be said in which part
     */
    Rendered preview(Cause cause, Map<String, String> variables) {
        Values values = Values.of(cause, variables, language);
        List<TemplateFault> faults = new ArrayList<>();
        Map<Part, String> rendered = new EnumMap<>(Part.class);
        for (Part part : PARTS) {
            try {
                rendered.put(part, scripts.get(part).render(values));
            } catch (RenderingFailed failed) {
                faults.add(new TemplateFault(part.field(), failed.getMessage()));
            }
        }
        if (!faults.isEmpty()) {
            throw new TemplateRefused(faults);
        }
        return new Rendered(rendered.get(Part.SUBJECT), rendered.get(Part.HTML), rendered.get(Part.TEXT));
    }

    /**
     * The subject, one line.
     *
     * @throws RenderingFailed if it cannot be said
     */
    String subject(Cause cause, Map<String, String> variables) {
        return scripts.get(Part.SUBJECT).render(Values.of(cause, variables, language));
    }

    /**
     * All of it.
     *
     * @throws RenderingFailed if it cannot be said
     */
    Rendered render(Cause cause, Map<String, String> variables) {
        Values values = Values.of(cause, variables, language);
        return new Rendered(
                scripts.get(Part.SUBJECT).render(values),
                scripts.get(Part.HTML).render(values),
                scripts.get(Part.TEXT).render(values));
    }
}
