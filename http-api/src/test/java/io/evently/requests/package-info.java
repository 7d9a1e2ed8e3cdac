/**
 * Requests made from {@code openapi.yaml}, by a seed: valid ones, mutated ones, hostile ones. Whatever is sent, the answer
 * must be one that the contract describes, and the log must stay silent.
 */
package io.evently.requests;
