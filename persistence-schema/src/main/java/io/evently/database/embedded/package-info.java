/** PostgreSQL from jars, run beside the JVM. */
package io.evently.database.embedded;
