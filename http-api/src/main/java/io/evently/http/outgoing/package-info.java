/** Requests that Evently sends to others. */
package io.evently.http.outgoing;
