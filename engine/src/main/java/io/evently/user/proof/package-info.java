/** Links by mail that prove an address or let a person choose another password. */
package io.evently.user.proof;
