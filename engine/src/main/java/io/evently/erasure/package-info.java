/**
 * Does the rest for those who were forgotten: frees the address, waits until nothing of theirs is held, clears what shows
 * them in the log of attempts. Each step is noted in their row of {@code erasures}, which is the report when all is done;
 * one process per database goes on wherever another broke off. And forgets again whom a restored database still knows
 * ({@link io.evently.erasure.RestoredUsers}).
 */
package io.evently.erasure;
