/** How Java records become bytes, on disk and between nodes ({@code docs/adr/records-are-positional-cbor.md}). */
package io.evently.record;
