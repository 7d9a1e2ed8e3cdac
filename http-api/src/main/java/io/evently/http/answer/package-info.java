/** Answers and problems, and the JSON they are written in. */
package io.evently.http.answer;
