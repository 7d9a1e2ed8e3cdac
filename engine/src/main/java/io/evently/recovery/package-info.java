/** Entities whose journal cannot be read: what was seen of them, who is told, and when it is tried again. */
package io.evently.recovery;
