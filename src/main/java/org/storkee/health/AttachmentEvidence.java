package org.storkee.health;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.storkee.storage.DriverId;

/**
 * One VolumeAttachment. Immutable.
 *
 * @param name the object's name
 * @param uid the object's UID: the precondition of its removal
 * @param node the node it attaches to
 * @param attacher the CSI driver's name
 * @param driver the driver instance that owns its volume, or null when none of ours does
 * @param volume the PersistentVolume's name, or null for an in-line volume
 * @param unusedSince since when no pod on that node that is not finished uses the volume, on the local clock; null while
 *     one does
 */
public record AttachmentEvidence(
        String name,
        String uid,
        String node,
        String attacher,
        @Nullable DriverId driver,
        @Nullable String volume,
        @Nullable Instant unusedSince) {}
