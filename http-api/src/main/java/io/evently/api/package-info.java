/**
 * The routes of {@code api.md}, a class per resource. Each reads a request into a command, asks the engine and writes
 * the answer. Only {@link io.evently.api.Rejections} maps rejections to HTTP.
 */
package io.evently.api;
