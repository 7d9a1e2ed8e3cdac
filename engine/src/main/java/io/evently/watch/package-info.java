/**
 * What a node knows of its databases, looked at once a second: whether each is within reach, is still the one it was, and
 * what time it has there; and whether other nodes are better off.
 */
package io.evently.watch;
