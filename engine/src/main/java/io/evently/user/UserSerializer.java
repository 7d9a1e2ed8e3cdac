package io.evently.user;

import io.evently.journal.NewerRecordException;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * Tells Pekko how facts and snapshots of users, and facts of claims, become bytes. The manifests stand in the journal
 * for ever.
 */
public final class UserSerializer extends SerializerWithStringManifest {

    /** Unique among all serializers of the system; stands in every row of the journal. */
    private static final int IDENTIFIER = 781_002;

    static final String USER_FACT = "user:1";
    static final String CLAIM_FACT = "claim:1";
    static final String USER_SNAPSHOT = "user-state:1";

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object record) {
        if (record instanceof UserFact) {
            return USER_FACT;
        }
        return record instanceof ClaimFact ? CLAIM_FACT : USER_SNAPSHOT;
    }

    @Override
    public byte[] toBinary(Object record) {
        if (record instanceof UserFact fact) {
            return UserRecords.write(fact);
        }
        if (record instanceof ClaimFact fact) {
            return UserRecords.write(fact);
        }
        if (record instanceof User user) {
            return UserRecords.write(user);
        }
        throw new IllegalArgumentException("no record for " + record.getClass());
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) {
        return switch (manifest) {
            case USER_FACT -> UserRecords.readUserFact(bytes);
            case CLAIM_FACT -> UserRecords.readClaimFact(bytes);
            case USER_SNAPSHOT -> UserRecords.readUser(bytes);
            default -> throw new NewerRecordException("manifest " + manifest);
        };
    }
}
