/**
 * The words of a text that a search compares, regardless of case, accents and script, and the query for them. It gives
 * the same on every PostgreSQL, whatever its locale, without extensions.
 */
package io.evently.search;
