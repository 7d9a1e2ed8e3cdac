/** Facts, snapshots and messages of events as records. */
package io.evently.event.record;
