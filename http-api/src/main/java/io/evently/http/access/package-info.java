/** Who may call, and how often: tokens, roles, rate limits. */
package io.evently.http.access;
