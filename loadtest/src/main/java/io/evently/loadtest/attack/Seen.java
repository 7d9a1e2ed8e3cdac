package io.evently.loadtest.attack;

import io.evently.loadtest.attack.Buyers.Waited;
import io.evently.loadtest.attack.EverySecond.Asked;

/**
 * How everybody but the attacker fared for a while.
 *
 * @param logIns honest ones
 * @param readiness on the port of the API
 * @param opsReadiness on the port of its own, if the server has one, else null
 */
record Seen(Waited buyers, Asked logIns, Asked readiness, Asked opsReadiness) {}
