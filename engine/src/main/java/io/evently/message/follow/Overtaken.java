package io.evently.message.follow;

/** Another follower of the same journal is at work. */
final class Overtaken extends Exception {

    private static final long serialVersionUID = 1;

    Overtaken(int source) {
        super("another follower of the journal of database " + source + " is at work");
    }
}
