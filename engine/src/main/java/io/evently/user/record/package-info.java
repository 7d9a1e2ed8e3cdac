/** Facts, snapshots and messages of users and claims as records. */
package io.evently.user.record;
