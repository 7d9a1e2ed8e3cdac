package io.evently.journal;

import io.evently.event.Commit;
import io.evently.event.Event;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/** Tells Pekko how commits and snapshots of events become bytes. The manifests stand in the journal for ever. */
public final class EventSerializer extends SerializerWithStringManifest {

    /** Unique among all serializers of the system; stands in every row of the journal. */
    private static final int IDENTIFIER = 781_001;

    static final String COMMIT = "commit:1";
    /** A version that knows no waitlist would read the second form as an event without one, and sell its seats. */
    static final String SNAPSHOT = "event:2";

    static final String SNAPSHOT_WITHOUT_WAITLIST = "event:1";

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object record) {
        return record instanceof Commit ? COMMIT : SNAPSHOT;
    }

    @Override
    public byte[] toBinary(Object record) {
        if (record instanceof Commit commit) {
            return EventRecords.write(commit);
        }
        if (record instanceof Event event) {
            return EventRecords.write(event);
        }
        throw new IllegalArgumentException("no record for " + record.getClass());
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) {
        return switch (manifest) {
            case COMMIT -> EventRecords.readCommit(bytes);
            case SNAPSHOT, SNAPSHOT_WITHOUT_WAITLIST -> EventRecords.readEvent(bytes);
            default -> throw new NewerRecordException("manifest " + manifest);
        };
    }
}
