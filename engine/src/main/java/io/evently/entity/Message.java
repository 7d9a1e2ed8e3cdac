package io.evently.entity;

/**
 * What travels between nodes; never stored. Bound to Jackson CBOR, and those of events to {@link MessageSerializer}
 * ({@code serialization.conf}).
 */
public interface Message {}
