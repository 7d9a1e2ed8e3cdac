/** The timers of a node's actors, asks and streams. */
package io.evently.timer;
