/**
 * What a search compares: the words of a text, whatever their case, accents and script, and the query that asks for them.
 * The same on every PostgreSQL, whatever its locale, without extensions.
 */
package io.evently.search;
