package io.evently.user.record;

import io.evently.record.RecordSerializer;
import io.evently.user.actor.ClaimMessage;
import io.evently.user.actor.ClaimReply;
import io.evently.user.actor.UserMessage;
import io.evently.user.actor.UserReply;
import org.apache.pekko.actor.ExtendedActorSystem;

/** How messages to and from users and claims become bytes between nodes; never stored. */
public final class UserMessageSerializer extends RecordSerializer {

    /** A registration, with two ciphertexts and the hash of a password. */
    private static final int BYTES = 512;

    /** Made by Pekko. */
    public UserMessageSerializer(ExtendedActorSystem system) {
        super(
                781_004,
                Form.of("user-message:1", UserMessage.class, BYTES, UserRecords.userMessages(refs(system))),
                Form.of("user-reply:1", UserReply.class, BYTES, UserRecords.USER_REPLIES),
                Form.of("claim-message:1", ClaimMessage.class, BYTES, UserRecords.claimMessages(refs(system))),
                Form.of("claim-reply:1", ClaimReply.class, BYTES, UserRecords.CLAIM_REPLIES));
    }
}
