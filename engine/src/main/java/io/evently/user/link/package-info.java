/** What leads from mails to pages about accounts. */
package io.evently.user.link;
