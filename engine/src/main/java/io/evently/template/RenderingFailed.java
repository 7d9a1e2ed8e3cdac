package io.evently.template;

/** A template cannot say what it should, such as for want of a value. The message holds no values: it may be logged. */
public final class RenderingFailed extends RuntimeException {

    RenderingFailed(String message) {
        super(message, null, false, false);
    }
}
