package io.evently.entity;

/** What travels between nodes. Bound to Jackson CBOR ({@code serialization.conf}); never stored. */
public interface Message {}
