package org.storkee.health;

import java.time.Duration;
import java.util.Set;

/**
 * How health decides: the keys {@code stork.health.*}. Immutable.
 *
 * @param mode whether decisions are carried out
 * @param checkInterval time between two looks at the evidence
 * @param maxViewAge how long ago a driver's view may have held last to count as evidence
 * @param confirmAfter how far two observations must lie apart to confirm a failure
 * @param maxConfirmAfter to how much that may grow for a machine that fails again and again
 * @param flapWindow how long an outage is remembered against its machine
 * @param coolDown how long a machine that was acted on is left alone after it recovered
 * @param kubeletLostAfter without a renewal of the node's Lease for so long, the kubelet counts as lost
 * @param escalateAfter how long beyond its grace period a pod may be terminating before more is done
 * @param maxUnhealthyPercent of a driver's machines that may be failed at once while anything is done; at least one may
 * @param actUnfenced force deletions from lost nodes without proof that they cannot write: upstream's behaviour
 * @param relocateOn what else makes pods move
 * @param barePods also pods without a controller, which nobody makes anew
 * @param outOfServiceTaint also taint nodes that are proven to be out of service
 * @param podsPerSecond deletions per second
 * @param burst deletions at once
 */
public record HealthSettings(
        Mode mode,
        Duration checkInterval,
        Duration maxViewAge,
        Duration confirmAfter,
        Duration maxConfirmAfter,
        Duration flapWindow,
        Duration coolDown,
        Duration kubeletLostAfter,
        Duration escalateAfter,
        int maxUnhealthyPercent,
        boolean actUnfenced,
        Set<RelocateOn> relocateOn,
        boolean barePods,
        boolean outOfServiceTaint,
        int podsPerSecond,
        int burst) {
    /** What is in force when nothing is configured. */
    public static final HealthSettings DEFAULTS = new HealthSettings(
            Mode.ACT,
            Duration.ofSeconds(1),
            Duration.ofSeconds(20),
            Duration.ofSeconds(3),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofMinutes(1),
            Duration.ofSeconds(25),
            Duration.ofSeconds(10),
            34,
            false,
            Set.of(),
            false,
            false,
            5,
            10);

    /** Copies the set. */
    public HealthSettings {
        relocateOn = Set.copyOf(relocateOn);
    }

    /**
     * The longest time between two beats that still counts as watching without a break. After a longer one (the process
     * was stopped, the clock was set) nothing seen before it proves anything.
     */
    public Duration longestGap() {
        Duration three = checkInterval.multipliedBy(3);
        Duration least = Duration.ofSeconds(5);
        return three.compareTo(least) > 0 ? three : least;
    }
}
