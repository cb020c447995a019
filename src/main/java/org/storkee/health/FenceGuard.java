package org.storkee.health;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.storkee.storage.DriverId;

/**
 * Whether anybody could still write to a pod's volumes from the node it is on. Each volume counts, not only those of the
 * driver that failed: a pod that writes to two storage systems must be cut off from both. Pure.
 */
final class FenceGuard {
    private FenceGuard() {}

    /** Null when all storage the pod could write to vouches that the node cannot; else what does not. */
    static @Nullable String unvouched(PodEvidence pod, List<Finding> failing, Scene scene) {
        for (Finding finding : failing) {
            if (!finding.confirmedFenced()) {
                return finding.machine().id().driver() + " does not vouch for the node";
            }
        }
        if (failing.isEmpty()) {
            return "no storage vouches for the node";
        }
        for (VolumeEvidence volume : pod.volumes()) {
            if (volume.access() != VolumeEvidence.Access.READ_ONLY && !vouched(volume.driver(), pod.node(), scene)) {
                return "volume " + volume.name() + " of "
                        + (volume.driver() == null ? "no known driver" : volume.driver())
                        + " may still be written there";
            }
        }
        return null;
    }

    /** True when the driver says, confirmed, that its machine on {@code node} is Offline and fenced. */
    static boolean vouched(@Nullable DriverId driver, String node, Scene scene) {
        Finding finding = driver == null ? null : scene.finding(driver, node);
        return finding != null && finding.confirmedFenced();
    }
}
