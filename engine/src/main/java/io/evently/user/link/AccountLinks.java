package io.evently.user.link;

import io.evently.mail.MailLinks;
import io.evently.message.Cause;
import io.evently.tables.message.EmailRow;
import io.evently.user.account.Users;
import io.evently.user.proof.PasswordResets;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The links of mails about accounts. Each leads to a page of Evently's, and holds its token behind the {@code #}: what stands
 * there browsers send to nobody, so it is in no log and no referrer.
 */
public final class AccountLinks implements MailLinks {

    /** Longer than any request about a user may take. */
    private static final int LONGEST_WAIT_SECONDS = 30;

    private final Users users;
    private final URI publicUrl;
    private final LongSupplier clock;

    /**
     * @param publicUrl where people reach Evently, without a slash at its end
     * @param clock microseconds since 1970
     */
    public AccountLinks(Users users, URI publicUrl, LongSupplier clock) {
        this.users = users;
        this.publicUrl = publicUrl;
        this.clock = clock;
    }

    /** @throws java.util.concurrent.CompletionException if it cannot be told now whether anything is to be proved */
    @Override
    public String link(EmailRow row) {
        if (row.cause().equals(Cause.PASSWORD_RESET.label())) {
            long end = row.createdAt() + PasswordResets.LIFETIME.toMillis() * 1_000;
            return clock.getAsLong() < end
                    ? page("reset-password", users.resets().token(row.userId(), row.id()))
                    : null;
        }
        Optional<String> proof = users.proofs()
                .token(row.userId(), row.id(), row.createdAt())
                .orTimeout(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)
                .join();
        return proof.map(token -> page("verify-address", token)).orElse(null);
    }

    private String page(String name, String token) {
        return publicUrl + "/" + name + "#" + token;
    }
}
