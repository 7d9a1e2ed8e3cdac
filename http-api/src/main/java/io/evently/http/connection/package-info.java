/** Below HTTP: taking connections, bounding them, and what Pekko's parser gets to see. */
package io.evently.http.connection;
