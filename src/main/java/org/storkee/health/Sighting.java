package org.storkee.health;

import java.time.Instant;

/**
 * One observation of a failed machine.
 *
 * @param heldAt when the driver's view was known to hold
 * @param seenAt when it was looked at
 */
public record Sighting(Instant heldAt, Instant seenAt) {}
