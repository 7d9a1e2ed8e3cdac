package io.evently.loadtest.scenario.attack;

import io.evently.loadtest.scenario.attack.Buyers.Waited;
import io.evently.loadtest.scenario.attack.EverySecond.Asked;

/**
 * How everybody but the attacker fared for a while.
 *
 * @param logIns honest ones
 * @param readiness on the port of the API
 * @param opsReadiness on the port of its own, if the server has one, else null
 */
record Observation(Waited buyers, Asked logIns, Asked readiness, Asked opsReadiness) {}
