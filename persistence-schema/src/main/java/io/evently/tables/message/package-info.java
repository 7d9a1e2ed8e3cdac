/** Tables of what people and integrators are told. No part of rebuild: what was told is not told again. */
package io.evently.tables.message;
