/** The audit: what requests did that is no fact, and where the chains end. */
package io.evently.audit;
