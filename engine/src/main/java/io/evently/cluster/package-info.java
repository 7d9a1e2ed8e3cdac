/**
 * What a node knows of its cluster: how it joins or founds one ({@link io.evently.cluster.ClusterFormation}), who the other
 * members are, whether the node may trust its own memory, and which nodes survive when they lose sight of each other.
 */
package io.evently.cluster;
