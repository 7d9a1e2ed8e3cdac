package io.evently.crypto;

import com.password4j.Argon2Function;
import com.password4j.types.Argon2;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * Hashes and checks passwords with Argon2id. Each takes some 45 ms of a core and 19 MiB by design, so they run on an
 * executor of their own: it is what bounds how many cores a stampede of logins takes from bookings, and how many wait.
 *
 * <p>Every method fails with {@link RejectedExecutionException} if too many are waiting; nothing happened then.
 */
public final class Passwords {

    /** Characters (code points), so that no alphabet is put at a disadvantage. */
    public static final int SHORTEST = 10;

    /** A bound on what one request can make us hash, not on anybody's memory. */
    public static final int LONGEST = 128;

    /**
     * What OWASP's Password Storage Cheat Sheet asks for at least: m = 19 MiB, t = 2, p = 1. The hash carries
     * its parameters, so raising them leaves older hashes valid.
     */
    private static final Argon2Function ARGON2 = Argon2Function.getInstance(19_456, 2, 1, 32, Argon2.ID);

    /** RFC 9106, section 3.1 recommends 16 bytes for hashing passwords. */
    private static final int SALT_BYTES = 16;

    /** The hash of a password nobody has: checked where there is no user, so that both take the same time. */
    private static final String NOBODYS = hashNow(randomText());

    private final Executor executor;

    /** @param executor must reject what it cannot queue with {@link RejectedExecutionException} */
    public Passwords(Executor executor) {
        this.executor = executor;
    }

    /** Whether {@code password} has 10 to 128 characters. */
    public static boolean isAcceptable(String password) {
        int length = password.codePointCount(0, password.length());
        return length >= SHORTEST && length <= LONGEST;
    }

    /** The hash in PHC form, with its parameters and a salt of its own. */
    public CompletionStage<String> hash(String password) {
        return compute(() -> hashNow(password));
    }

    /**
     * Whether {@code password} is the one that was hashed.
     *
     * @param hash null if there is no user: then the work is done all the same and the answer is no
     */
    public CompletionStage<Boolean> matches(String password, String hash) {
        return compute(() -> {
            String against = hash == null ? NOBODYS : hash;
            boolean matches = Argon2Function.getInstanceFromHash(against).check(canonical(password), against);
            return matches && hash != null;
        });
    }

    private <T> CompletionStage<T> compute(Supplier<T> work) {
        try {
            return CompletableFuture.supplyAsync(work, executor);
        } catch (RejectedExecutionException full) {
            return CompletableFuture.failedFuture(full);
        }
    }

    private static String hashNow(String password) {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        return ARGON2.hash(canonical(password).getBytes(StandardCharsets.UTF_8), salt)
                .getResult();
    }

    /** One keyboard types ü as one character, another as two: NFC makes them one (RFC 8265, section 4.2.2). */
    private static String canonical(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFC);
    }

    private static String randomText() {
        return Long.toHexString(new SecureRandom().nextLong());
    }
}
