/** Several nodes and one database, each a process of its own, and what may be done to them: kill, freeze, cut off. */
package io.evently.loadtest.fleet;
