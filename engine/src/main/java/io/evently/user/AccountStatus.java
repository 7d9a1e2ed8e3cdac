package io.evently.user;

/**
 * What a user may.
 *
 * @param forgotten whether they are not active because they were forgotten
 */
public record AccountStatus(Role role, boolean active, boolean forgotten) {

    /** Of somebody who was not forgotten. */
    public AccountStatus(Role role, boolean active) {
        this(role, active, false);
    }
}
