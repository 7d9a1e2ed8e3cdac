/**
 * Looks at the databases once a second: whether each is reachable, is still the same one, and what time it has; and
 * whether other nodes are better off.
 */
package io.evently.watch;
