/** What people are told, and why: from facts to notifications and mails. */
package io.evently.message;
