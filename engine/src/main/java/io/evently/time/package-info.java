/** The time of this node, against the databases' own. */
package io.evently.time;
