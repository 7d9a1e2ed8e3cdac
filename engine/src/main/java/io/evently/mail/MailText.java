package io.evently.mail;

/**
 * What a mail says. The array is not copied: nobody changes it.
 *
 * @param subject one line
 * @param calendar a calendar object (iCalendar, UTF-8); null: none
 * @param calendarMethod its method, such as {@code REQUEST}; null: there is no calendar
 */
@SuppressWarnings("ArrayRecordComponent") // on its way into a mail, never compared
public record MailText(String subject, String html, String text, byte[] calendar, String calendarMethod) {}
