package io.evently.http.answer;

/**
 * One thing that is wrong with a request, as a 422 lists it.
 *
 * @param field where: a path into the body ({@code waitlist.windowMinutes}, {@code steps[0].factor}), a query
 *     parameter, or a header's name
 * @param message what is expected there, without repeating the value that was sent
 */
public record FieldError(String field, String message) {}
