/**
 * How facts are written down: versioned CBOR, positional, without class or field names.
 *
 * <p>Every record is an array. A reader ignores trailing fields it does not know, and a field that an older record
 * lacks reads as its default, so neighbouring versions read each other's records. A change that cannot be made that
 * way gets a new manifest. Samples of every record ever written are checked in with the tests and must read for ever.
 *
 * <p>Nobody writes fields by hand: {@link io.evently.journal.RecordCodec} takes the components of a Java record in
 * their order, {@link io.evently.journal.Family} gives each kind of a sealed interface its number, {@link
 * io.evently.journal.Codecs} knows how each type is written.
 */
package io.evently.journal;
