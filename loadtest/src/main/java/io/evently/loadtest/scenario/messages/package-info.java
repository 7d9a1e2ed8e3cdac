/**
 * How soon people hear, and what telling them costs: mails go to a sink and webhooks to a receiver on this machine, and each
 * person has a stream open. Nobody may miss a message or get it twice.
 */
package io.evently.loadtest.scenario.messages;
