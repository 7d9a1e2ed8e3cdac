/**
 * How Java records become bytes, on disk and between nodes: versioned CBOR, positional, without class or field names.
 *
 * <p>Every record is an array. A reader ignores trailing fields it does not know, and a field that an older record lacks
 * reads as its default, so neighbouring versions read each other's records. A change that cannot be made that way gets a
 * new manifest. Samples of every record ever written are checked in with the tests and must read for ever.
 *
 * <p>Nobody writes fields by hand: {@link io.evently.record.RecordCodec} takes the components of a Java record in their
 * order, {@link io.evently.record.SealedCodec} the kinds of a sealed interface by their {@link io.evently.record.Kind}, and
 * {@link io.evently.record.Codecs} knows how each type is written.
 */
package io.evently.record;
