package io.evently.template;

import java.util.List;

/** Something is wrong with a template that somebody wants to save or to see. */
public final class TemplateRefused extends RuntimeException {

    private final transient List<TemplateFault> faults;

    TemplateRefused(List<TemplateFault> faults) {
        super(faults.toString(), null, false, false);
        this.faults = List.copyOf(faults);
    }

    /** What is wrong; at least one thing. */
    public List<TemplateFault> faults() {
        return faults;
    }
}
