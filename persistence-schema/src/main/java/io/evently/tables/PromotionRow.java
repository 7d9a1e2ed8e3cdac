package io.evently.tables;

import java.util.UUID;

/**
 * A row of {@code waitlist_promotions}.
 *
 * @param entryId the entry of the waitlist the seats are promised to
 * @param number 1 for an entry's first promotion
 * @param quantity seats, 1 to 10
 * @param unitPrice cents: what a claim pays
 * @param promotedAt microseconds
 * @param expiresAt microseconds; it can be claimed before this moment and not at it
 * @param windowMinutes how long it lasted by its event's settings
 * @param status {@code pending}, {@code used} or {@code expired}
 * @param bookingId what it became, or null
 * @param reason why this entry and no other
 * @param endReason why it ended unused; else null
 * @param factNo the last fact that is in the row
 */
public record PromotionRow(
        UUID id,
        UUID entryId,
        int number,
        UUID eventId,
        UUID userId,
        int quantity,
        long unitPrice,
        long promotedAt,
        long expiresAt,
        int windowMinutes,
        String status,
        UUID bookingId,
        String reason,
        String endReason,
        long factNo) {

    static final String PENDING = "pending";

    private static final String EXPIRED = "expired";

    /** Why a promotion ended that nobody answered in time. */
    public static final String RAN_OUT = "its window ran out";

    /** Why a promotion ended that could not be claimed any more: one user may have fewer seats by now. */
    public static final String OVER_LIMIT = "its user may not have so many seats (maxPerUser)";

    /** Why a promotion ended whose user said no. */
    public static final String DECLINED = "its user declined";

    /** Why a promotion ended whose user had enough of waiting. */
    public static final String USER_LEFT = "its user left the waitlist";

    /** As it is at {@code now}: its deadline holds before anybody has written that it came. */
    public PromotionRow asOf(long now) {
        return isOpen() && now >= expiresAt ? expired(RAN_OUT, factNo) : this;
    }

    /** Whether its user did not want it. */
    public boolean wasDeclined() {
        return DECLINED.equals(endReason) || USER_LEFT.equals(endReason);
    }

    boolean isOpen() {
        return status.equals(PENDING);
    }

    /** The same promotion, claimed. */
    public PromotionRow used(UUID booking, long newFactNo) {
        return ended("used", booking, null, newFactNo);
    }

    /** The same promotion, over without having been used. */
    public PromotionRow expired(String why, long newFactNo) {
        return ended(EXPIRED, null, why, newFactNo);
    }

    private PromotionRow ended(String newStatus, UUID booking, String why, long newFactNo) {
        return new PromotionRow(
                id,
                entryId,
                number,
                eventId,
                userId,
                quantity,
                unitPrice,
                promotedAt,
                expiresAt,
                windowMinutes,
                newStatus,
                booking,
                reason,
                why,
                newFactNo);
    }
}
