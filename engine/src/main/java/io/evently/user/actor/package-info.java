/** The actors of users and of claims on addresses, and how a node asks them. */
package io.evently.user.actor;
