package io.evently.event.actor;

import io.evently.event.actor.EventMessage.Request;
import io.evently.recovery.Recovery;

/** What becomes of an event's messages while its journal cannot be read. */
enum RefusedMessages implements Recovery.RefusalPolicy<EventMessage> {
    INSTANCE;

    @Override
    public void refuse(EventMessage message, Recovery.Reason reason) {
        if (message instanceof Request request) {
            request.replyTo()
                    .tell(
                            switch (reason) {
                                case FULL -> EventReply.Busy.INSTANCE;
                                case UNREADABLE -> EventReply.Busy.UNREADABLE;
                            });
        }
    }

    @Override
    public boolean isStop(EventMessage message) {
        return message instanceof EventMessage.Stop;
    }
}
