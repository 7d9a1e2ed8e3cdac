package io.evently.loadtest.rival.http;

import java.util.UUID;

/**
 * What the SQL function is asked.
 *
 * @param booking made for this request, a UUIDv7
 * @param user whose token came with it
 * @param address of who asks, or null
 * @param agent what its software calls itself, or null
 */
record BookingCall(UUID booking, UUID event, UUID user, String key, int quantity, String address, String agent) {}
