/**
 * Requests generated from {@code openapi.yaml} by a seed: valid, mutated and hostile ones. Each answer must be one
 * that the contract describes, and the log must stay silent.
 */
package io.evently.requests;
