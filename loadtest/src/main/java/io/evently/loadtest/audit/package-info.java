/**
 * Holds what the customers of a sale heard against the actor, the API and the tables. A number is worth printing only
 * when nothing is found here.
 */
package io.evently.loadtest.audit;
