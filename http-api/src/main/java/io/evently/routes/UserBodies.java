package io.evently.routes;

import io.evently.crypto.CommonPasswords;
import io.evently.crypto.Passwords;
import io.evently.http.format.Cursor;
import io.evently.http.read.JsonBody;
import io.evently.http.route.Input;
import io.evently.user.EmailAddress;
import io.evently.user.Role;
import io.evently.user.proof.AccountTokens;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;

/** What clients send about users, read as strictly as {@code api.md} says. */
final class UserBodies {

    private static final String NO_ADDRESS = "must be an e-mail address";

    private UserBodies() {}

    record Registration(EmailAddress email, String name, String password, Optional<String> key) {

        /** Without what is personal or secret. */
        @Override
        public String toString() {
            return "Registration(…)";
        }
    }

    record Credentials(EmailAddress email, String password) {

        /** Without what is personal or secret. */
        @Override
        public String toString() {
            return "Credentials(…)";
        }
    }

    record PasswordChange(String current, String next) {

        /** Without what is secret. */
        @Override
        public String toString() {
            return "PasswordChange(…)";
        }
    }

    record Reset(String token, String password) {

        /** Without what is secret. */
        @Override
        public String toString() {
            return "Reset(…)";
        }
    }

    /** Empty: stays as it is. */
    record Profile(Optional<String> name, Optional<EmailAddress> email) {

        /** Without what is personal. */
        @Override
        public String toString() {
            return "Profile(…)";
        }
    }

    /** Empty: stays as it is. */
    record AccessChange(Optional<Role> role, Optional<Boolean> active) {}

    static Registration registration(Input input) {
        JsonBody body = input.body();
        return new Registration(
                email(body), body.requiredName("name"), newPassword(body, "password"), input.idempotencyKey());
    }

    static Credentials credentials(Input input) {
        JsonBody body = input.body();
        return new Credentials(email(body), password(body));
    }

    static PasswordChange passwordChange(Input input) {
        JsonBody body = input.body();
        return new PasswordChange(password(body, "current"), newPassword(body, "new"));
    }

    /** Whether all sessions are to end, or this one only. */
    static boolean everywhere(Input input) {
        return input.query()
                .choice("everywhere", List.of("true", "false"))
                .map(Boolean::valueOf)
                .orElse(false);
    }

    static Profile profile(Input input) {
        JsonBody body = input.body();
        Optional<String> name = body.optionalName("name");
        Optional<String> text = body.optionalText("email", 1, EmailAddress.LONGEST);
        Optional<EmailAddress> email = text.flatMap(EmailAddress::parse);
        if (text.isPresent() && email.isEmpty()) {
            body.refuse("email", NO_ADDRESS);
        }
        return new Profile(name, email);
    }

    /** Of a link in a mail. */
    static String token(Input input) {
        return token(input.body());
    }

    static Reset reset(Input input) {
        JsonBody body = input.body();
        return new Reset(token(body), newPassword(body, "password"));
    }

    static EmailAddress address(Input input) {
        return email(input.body());
    }

    private static String token(JsonBody body) {
        return body.requiredText("token", 1, AccountTokens.LONGEST);
    }

    static AccessChange accessChange(Input input) {
        JsonBody body = input.body();
        return new AccessChange(body.optionalChoice("role", Role.class), body.optionalBoolean("isActive"));
    }

    /** An address is all that users can be found by: everything else about them is ciphertext. */
    static EmailAddress wantedEmail(Input input) {
        input.query().limit();
        // One address has one user, so there is no second page whose cursor could be sent here.
        Function<Cursor, Object> none = position -> {
            throw new NoSuchElementException();
        };
        input.query().cursor("users", none);
        Optional<String> text = input.query().requiredText("email", 1, EmailAddress.LONGEST);
        Optional<EmailAddress> email = text.flatMap(EmailAddress::parse);
        if (text.isPresent() && email.isEmpty()) {
            input.refuse("email", NO_ADDRESS);
        }
        return email.orElse(null);
    }

    private static EmailAddress email(JsonBody body) {
        String text = body.requiredText("email", 1, EmailAddress.LONGEST);
        Optional<EmailAddress> email = EmailAddress.parse(text);
        // An empty text stands for one that was refused already.
        if (email.isEmpty() && !text.isEmpty()) {
            body.refuse("email", NO_ADDRESS);
        }
        return email.orElse(null);
    }

    /** One that nobody guesses at once. Whoever has such a password from before may still log in with it. */
    private static String newPassword(JsonBody body, String field) {
        String password = password(body, field);
        if (CommonPasswords.contains(password)) {
            body.refuse(field, "is one of the commonest passwords; choose another");
        }
        return password;
    }

    private static String password(JsonBody body) {
        return password(body, "password");
    }

    private static String password(JsonBody body, String field) {
        return body.requiredText(field, Passwords.SHORTEST, Passwords.LONGEST);
    }
}
