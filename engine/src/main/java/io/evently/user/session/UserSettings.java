package io.evently.user.session;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * The bounds of {@code evently.users}; {@code users.conf} gives the reason of each.
 *
 * @param answerTimeout how long a request about a user may take in all
 * @param maxWaiting requests about users that may be under way on this node
 * @param passwordThreads passwords hashed or checked at a time
 * @param maxWaitingPasswords passwords that may wait for it
 * @param marksEvery how often a node reads which sessions have ended
 */
public record UserSettings(
        Duration answerTimeout,
        int maxWaiting,
        int passwordThreads,
        int maxWaitingPasswords,
        Duration marksEvery,
        LoginSettings logIn) {

    /** @param users the section {@code evently.users} */
    public static UserSettings from(Config users) {
        return new UserSettings(
                users.getDuration("answer-timeout"),
                users.getInt("max-waiting"),
                users.getInt("password-threads"),
                users.getInt("max-waiting-passwords"),
                users.getDuration("marks-every"),
                LoginSettings.from(users.getConfig("log-in")));
    }
}
