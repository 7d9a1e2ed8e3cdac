/**
 * People: their registration, their names and addresses (only ever as ciphertext), roles and passwords.
 *
 * <p>{@link io.evently.user.UserDecider} and {@link io.evently.user.ClaimDecider} decide, as plain Java; {@link
 * io.evently.user.UserEntity} and {@link io.evently.user.EmailClaimEntity} are the actors round them; {@link
 * io.evently.user.Registration} leads a person through both; {@link io.evently.user.Users} is the door.
 */
package io.evently.user;
