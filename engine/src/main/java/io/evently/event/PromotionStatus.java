package io.evently.event;

/**
 * The life of a promotion: open until it is claimed, or is over without having been used. Records hold the place in this
 * list: new ones come last.
 */
public enum PromotionStatus {
    PENDING,
    USED,
    /** Its window ran out, it was declined, its user left, or its event ended. */
    EXPIRED
}
