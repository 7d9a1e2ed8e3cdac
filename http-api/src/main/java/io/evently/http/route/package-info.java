/** What a route is: an endpoint, its reader and its handler. */
package io.evently.http.route;
