/** Work that one node of the cluster does for a database, round after round. */
package io.evently.worker;
