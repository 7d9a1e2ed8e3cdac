/**
 * The routes of {@code api.md}, a class per resource; {@link io.evently.routes.Routes} lists them. Each reads a request into a command, asks the engine and writes
 * the answer. Only {@link io.evently.routes.Rejections} maps rejections to HTTP.
 */
package io.evently.routes;
