package io.evently.loadtest.bench;

import io.evently.loadtest.client.Outcome;
import java.util.function.Consumer;

/**
 * One request, and who wants to know what came of it.
 *
 * @param request whole, as bytes
 * @param heard told of each outcome; more than once if the server asked to come back later or did not answer
 */
@SuppressWarnings("ArrayRecordComponent") // prepared once, sent as it stands
record LoadRequest(byte[] request, Consumer<Outcome> heard) {}
