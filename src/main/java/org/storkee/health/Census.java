package org.storkee.health;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.storkee.storage.DriverId;

/**
 * A driver's machines in numbers. Immutable.
 *
 * @param driver whose
 * @param machines how many are Kubernetes nodes
 * @param failed how many of them are failed now by the driver's last word, confirmed or not, or were acted on and have
 *     not recovered
 * @param fresh whether the view counts as evidence
 * @param lastHeld when the view last held, or null
 * @param failure why the last observation failed, or null
 */
public record Census(
        DriverId driver,
        int machines,
        int failed,
        boolean fresh,
        @Nullable Instant lastHeld,
        @Nullable String failure) {}
