package io.evently.cluster;

/** Whether this node is alone in its cluster, and may trust itself. Asked at every request: cheap, and thread-safe. */
public interface MemoryTrust {

    /** A cluster of one, for ever. */
    MemoryTrust ALONE = new MemoryTrust() {
        @Override
        public boolean isUnsettled() {
            return false;
        }

        @Override
        public boolean memoryIsCurrent() {
            return true;
        }
    };

    /** Whether shards may be on the move, so that a message to an event may get lost. */
    boolean isUnsettled();

    /** False when others may have taken over what this node still remembers. */
    boolean memoryIsCurrent();
}
