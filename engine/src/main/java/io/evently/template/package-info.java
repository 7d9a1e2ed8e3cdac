/** What messages say: templates that admins edit, checked when saved and escaped by context. */
package io.evently.template;
