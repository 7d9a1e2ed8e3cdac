/**
 * The actors round the decider: one sharded entity per event that buffers, decides, commits once per flush and replies;
 * and {@link io.evently.entity.Events}, how the rest of a node talks to them.
 */
package io.evently.entity;
