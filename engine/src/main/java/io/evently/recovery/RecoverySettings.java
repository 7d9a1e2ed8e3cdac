package io.evently.recovery;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * {@code evently.unreadable}; {@code journal.conf} gives the reason of each.
 *
 * @param firstPause between the second and the third try to read a journal; twice as long each time
 * @param longestPause the most between two tries
 * @param logEvery how often a fault that stays the same is logged
 * @param forgottenAfter how long an entity that nobody tries to read any more stays in the list
 */
record RecoverySettings(Duration firstPause, Duration longestPause, Duration logEvery, Duration forgottenAfter) {

    static RecoverySettings from(Config unreadable) {
        return new RecoverySettings(
                unreadable.getDuration("first-pause"),
                unreadable.getDuration("longest-pause"),
                unreadable.getDuration("log-every"),
                unreadable.getDuration("forgotten-after"));
    }
}
