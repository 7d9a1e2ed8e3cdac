/** Health, metrics and documentation. */
package io.evently.http.ops;
