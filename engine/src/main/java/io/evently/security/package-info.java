/** The security log: who came in, who was refused, who looked at others' data; counted, written and never lost unseen. */
package io.evently.security;
