package io.evently.event;

/** How somebody who waits wants to be told. */
public record NotifyPrefs(boolean email, boolean inApp) {

    /** Unless they say otherwise: by every way there is. */
    public static final NotifyPrefs ALL = new NotifyPrefs(true, true);
}
