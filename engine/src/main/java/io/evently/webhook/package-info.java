/** Integrators are told of facts, as Standard Webhooks define it: who wants to hear of what, from facts to messages, sending. */
package io.evently.webhook;
