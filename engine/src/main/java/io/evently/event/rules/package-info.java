/**
 * What decides: {@link io.evently.event.rules.Decider} lists which rules decide which command, {@link
 * io.evently.event.rules.DueFacts} what is due without being asked, {@link io.evently.event.rules.GroupCommit} what one
 * flush decides together.
 */
package io.evently.event.rules;
