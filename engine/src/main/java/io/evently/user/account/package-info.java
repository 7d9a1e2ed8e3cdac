/** Registration, names and rights. {@link io.evently.user.account.Users} is the entrance. */
package io.evently.user.account;
