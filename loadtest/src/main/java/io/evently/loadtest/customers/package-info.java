/** Customers' programs: what they ask, what they do about the answers, and all of it recorded. */
package io.evently.loadtest.customers;
