/**
 * Users: registration, names and addresses (only as ciphertext), roles and passwords.
 *
 * <p>{@link io.evently.user.UserDecider} and {@link io.evently.user.ClaimDecider} decide, as plain Java. {@link
 * io.evently.user.actor.UserEntity} and {@link io.evently.user.actor.EmailClaimEntity} are their actors. {@link
 * io.evently.user.account.Registration} takes a person through both. {@link io.evently.user.account.Users} is the entrance.
 */
package io.evently.user;
