package io.evently;

import io.evently.database.StartupRefused;
import io.evently.http.ops.Readiness.Finding;
import io.evently.user.account.FirstAdmin;
import io.evently.user.account.Users;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/**
 * What the operator must know to log in as admin for the first time.
 *
 * @param email as it was set
 * @param outcome whether the admin was made just now
 * @param madeUpPassword the password, if nobody chose one; known only now, for it is kept as a hash
 */
record AdminLogin(String email, FirstAdmin.Outcome outcome, Optional<String> madeUpPassword) {

    /** 18 bytes are 24 characters of base64: nobody guesses 144 bits. */
    private static final int PASSWORD_BYTES = 18;

    /**
     * Waits until the admin can log in.
     *
     * @throws StartupRefused if the address or password set for them cannot be one, or the databases do not answer
     */
    static AdminLogin ensure(Users users, Settings settings) {
        String password = settings.adminPassword().orElseGet(AdminLogin::randomPassword);
        try {
            FirstAdmin.Outcome outcome =
                    FirstAdmin.ensure(users, settings.adminEmail(), password).join();
            boolean madeUp = outcome == FirstAdmin.Outcome.CREATED
                    && settings.adminPassword().isEmpty();
            return new AdminLogin(settings.adminEmail(), outcome, madeUp ? Optional.of(password) : Optional.empty());
        } catch (CompletionException failed) {
            throw new StartupRefused("The admin could not be registered: " + failed.getCause(), failed);
        }
    }

    String sentence() {
        return switch (outcome) {
            case CREATED ->
                "The admin is " + email + ", the password "
                        + madeUpPassword
                                .map(password -> password + " (shown this once)")
                                .orElse("as set in EVENTLY_ADMIN_PASSWORD");
            case KEPT -> "The admin is " + email + ", the password as it was.";
            case OTHERS -> email + " is no admin's address; others can administer.";
            case NOBODY ->
                "NOBODY CAN ADMINISTER: " + email
                        + " is no active admin, and nobody else is. Evently stays \"not ready\";"
                        + " set EVENTLY_ADMIN_EMAIL to an address that is not registered, and start it again.";
        };
    }

    Finding readiness() {
        return outcome == FirstAdmin.Outcome.NOBODY
                ? new Finding(
                        false, "nobody can administer; set EVENTLY_ADMIN_EMAIL to an address that is not registered")
                : Finding.of(true);
    }

    private static String randomPassword() {
        byte[] bytes = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().encodeToString(bytes);
    }
}
