package io.evently.message.follow;

import io.evently.event.NotifyPrefs;
import io.evently.message.Cause;
import io.evently.tables.message.Preferences;

/** By which ways somebody is told something. */
record Channels(boolean email, boolean inApp) {

    /**
     * What the person and their entry of the waitlist want, but for what is always told.
     *
     * @param allowed what the entry allows
     * @param mailable whether there is an address to write to
     */
    static Channels of(Cause cause, Preferences wanted, NotifyPrefs allowed, boolean mailable) {
        boolean always = cause.isAlwaysTold();
        return new Channels(
                mailable && (always || (allowed.email() && wantsMail(cause, wanted))),
                cause.isShownInInbox() && (always || (allowed.inApp() && wantsInApp(cause, wanted))));
    }

    boolean none() {
        return !email && !inApp;
    }

    private static boolean wantsMail(Cause cause, Preferences wanted) {
        return switch (cause.topic()) {
            case BOOKING -> wanted.emailBooking();
            case WAITLIST -> wanted.emailWaitlist();
            case EVENT -> wanted.emailEvent();
            case ACCOUNT -> true;
        };
    }

    private static boolean wantsInApp(Cause cause, Preferences wanted) {
        return switch (cause.topic()) {
            case BOOKING -> wanted.inAppBooking();
            case WAITLIST -> wanted.inAppWaitlist();
            case EVENT -> wanted.inAppEvent();
            case ACCOUNT -> true;
        };
    }
}
