/** Whether what we deploy with fits what we deploy. */
package io.evently.deployment;
