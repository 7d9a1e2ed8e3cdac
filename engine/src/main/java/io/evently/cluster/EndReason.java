package io.evently.cluster;

import org.apache.pekko.actor.CoordinatedShutdown;

/**
 * A node ends by itself, so that whoever watches over it starts it again.
 *
 * @param why goes on after "this node ends: "
 */
public record EndReason(String why) implements CoordinatedShutdown.Reason {}
