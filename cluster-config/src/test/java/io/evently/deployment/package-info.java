/** Tests that the deployment files fit the program. */
package io.evently.deployment;
