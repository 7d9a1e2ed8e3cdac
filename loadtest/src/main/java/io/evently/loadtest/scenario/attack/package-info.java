/**
 * One address does all it can to a server with its limits on, while others buy, log in and look whether it is ready:
 * they must hardly notice. The attacker is a process of its own, at the lowest priority: a real one would take no
 * processor time of the server's machine.
 */
package io.evently.loadtest.scenario.attack;
