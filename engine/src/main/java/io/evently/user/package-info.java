/**
 * Users: registration, names and addresses (only as ciphertext), roles and passwords.
 *
 * <p>{@link io.evently.user.User} and {@link io.evently.user.EmailClaim} decide, as plain Java. {@link
 * io.evently.user.UserEntity} and {@link io.evently.user.EmailClaimEntity} are their actors. {@link
 * io.evently.user.Registration} takes a person through both. {@link io.evently.user.Users} is the entrance.
 */
package io.evently.user;
