/**
 * The frame of the API: what every route has in common. Of the engine it knows words and units, and no rule.
 *
 * <p>A resource is a list of {@link io.evently.http.Endpoint}s. The {@link io.evently.http.Router} takes a request
 * through the checks of the contract's "Precedence" in one place, in one order; a handler only sees requests that
 * passed them. Refusals are {@link io.evently.http.Problem}s, answers are {@link io.evently.http.Reply}s.
 *
 * <p>It stands on Pekko HTTP's low-level API, not on its routing DSL: a table lookup costs less than trying
 * directives one after the other, and the order of checks is written down instead of following from nesting.
 */
package io.evently.http;
