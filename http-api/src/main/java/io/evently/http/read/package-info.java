/** Reading requests strictly: bodies, queries, headers. */
package io.evently.http.read;
