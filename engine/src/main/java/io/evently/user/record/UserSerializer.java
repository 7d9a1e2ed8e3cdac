package io.evently.user.record;

import io.evently.record.RecordSerializer;
import io.evently.user.ClaimFact;
import io.evently.user.User;
import io.evently.user.UserFact;

/** How facts and snapshots of users, and facts of claims, become bytes. */
public final class UserSerializer extends RecordSerializer {

    public UserSerializer() {
        super(
                781_002,
                Form.of("user:1", UserFact.class, 512, UserRecords.USER_FACTS),
                Form.of("claim:1", ClaimFact.class, 32, UserRecords.CLAIM_FACTS),
                Form.of("user-state:1", User.class, 512, UserRecords.USER));
    }
}
