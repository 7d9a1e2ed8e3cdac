/**
 * The system under test: one database and one or more nodes, each a process of its own, and what may be done to them.
 */
package io.evently.loadtest.sut;
