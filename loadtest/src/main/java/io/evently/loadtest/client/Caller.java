package io.evently.loadtest.client;

/**
 * One user behind one connection: says what to send, hears what came of it, and so on until {@link Step.Done}. Both
 * methods are only called by the client's one thread, in turn; they must be quick, all other callers wait meanwhile.
 */
public interface Caller {

    /** The next thing to do; asked when idle, never while a request is in flight. */
    Step next();

    /** What became of the request last sent. */
    void heard(Outcome outcome);
}
