/** How ids, times, money, texts and cursors are written. */
package io.evently.http.format;
