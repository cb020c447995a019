package org.storkee.health;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What Kubernetes says of one node. Immutable.
 *
 * @param name the node's name
 * @param uid its UID: a node may be replaced by another one of the same name
 * @param bootId the boot it last reported, or null
 * @param kubelet whether its kubelet lives, by its Lease
 * @param ready its condition {@code Ready} is True
 * @param schedulable it is neither cordoned nor annotated to take no pods with storage
 * @param unreachable it has the taint {@code node.kubernetes.io/unreachable} with effect NoExecute
 * @param outOfService whether it has the taint {@value #TAINT}, and whose
 * @param poweredOff a fencing agent proved that it has no power: annotation {@value #POWERED_OFF} is set to the boot id
 *     the node last reported ({@code status.nodeInfo.bootID}), so that the proof ends with the next boot
 * @param labels its labels, for volumes that can be used on some nodes only
 */
public record NodeEvidence(
        String name,
        String uid,
        @Nullable String bootId,
        KubeletSignal kubelet,
        boolean ready,
        boolean schedulable,
        boolean unreachable,
        OutOfService outOfService,
        boolean poweredOff,
        Map<String, String> labels) {
    /** Key of Kubernetes' taint for nodes that are known to be down. */
    public static final String TAINT = "node.kubernetes.io/out-of-service";

    /** Value by which we know our own taint. */
    public static final String OUR_TAINT_VALUE = "storkee.org";

    /** Annotation a fencing agent sets, to the boot id it ended. */
    public static final String POWERED_OFF = "storkee.org/powered-off";

    /** Whose taint is there. */
    public enum OutOfService {
        /** None. */
        ABSENT,
        /** Ours. */
        OURS,
        /** Somebody else's, never to be touched. */
        FOREIGN
    }

    /** True when a pod can be started there. */
    public boolean takesPods() {
        return ready && schedulable && !unreachable && outOfService == OutOfService.ABSENT;
    }
}
