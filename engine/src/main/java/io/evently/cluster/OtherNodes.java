package io.evently.cluster;

/** The other nodes of the cluster, as far as a watch has to know them. Thread-safe and cheap. */
public interface OtherNodes {

    /** Nobody, for ever. */
    OtherNodes NONE = new OtherNodes() {
        @Override
        public String self() {
            return "alone";
        }

        @Override
        public boolean counts() {
            return false;
        }

        @Override
        public boolean couldTakeOver(String address) {
            return false;
        }
    };

    String self();

    /** Whether others may count on this node: it is up, and is not about to leave. */
    boolean counts();

    /** Whether that node is up and within reach, and is not this one. */
    boolean couldTakeOver(String address);
}
