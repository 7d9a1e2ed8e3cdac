package io.evently.user.session;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * What slows down those who guess passwords: {@code evently.users.log-in}; {@code users.conf} gives the reason of each.
 *
 * @param limited whether accounts are limited at all
 * @param backoff after failures
 * @param failuresKept after the last one
 * @param addressKept how long a client address is remembered after its last success
 * @param refusalStep refusals are answered at whole multiples of it
 */
public record LoginSettings(
        boolean limited, LoginBackoff backoff, Duration failuresKept, Duration addressKept, Duration refusalStep) {

    static LoginSettings from(Config logIn) {
        return new LoginSettings(
                logIn.getBoolean("limited"),
                new LoginBackoff(
                        logIn.getInt("free-failures"),
                        logIn.getDuration("first-wait"),
                        logIn.getDuration("longest-wait")),
                logIn.getDuration("failures-kept"),
                logIn.getDuration("address-kept"),
                logIn.getDuration("refusal-step"));
    }
}
