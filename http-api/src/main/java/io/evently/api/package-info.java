/**
 * The routes of {@code api.md}, a class per resource: each reads a request into a command, asks the engine, and writes
 * the answer. What a rejection is in HTTP stands in {@link io.evently.api.Rejections} only.
 */
package io.evently.api;
