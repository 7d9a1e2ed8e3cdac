/**
 * The frame of the API: what all routes share. Of the engine it knows words, units, roles and the codes of its refusals
 * ({@link io.evently.http.answer.ErrorCode}), which the contract lists in one table; it knows no rule.
 *
 * <p>A resource is a list of {@link io.evently.http.route.Endpoint}s. The {@link io.evently.http.server.Router} takes a request
 * through the checks of the contract's "Precedence" in one place, in one order; a handler only sees requests that
 * passed them. Refusals are {@link io.evently.http.answer.Problem}s, answers are {@link io.evently.http.answer.Reply}s.
 *
 * <p>It uses Pekko HTTP's low-level API, not its routing DSL: a table look-up costs less than trying directives in
 * turn, and the order of checks is written down instead of following from nesting.
 */
package io.evently.http;
