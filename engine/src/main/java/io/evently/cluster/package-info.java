/**
 * What a node knows of the cluster it is in: who else is there, whether it may trust its own memory, and who survives
 * when nodes lose sight of each other. Forming the cluster is the business of {@code Main}.
 */
package io.evently.cluster;
