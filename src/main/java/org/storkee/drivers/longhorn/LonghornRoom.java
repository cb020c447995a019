package org.storkee.drivers.longhorn;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Room for new replicas on one machine's disks, by Longhorn's own formula for its capacity report. Pure.
 *
 * @param bytes on all its disks that take new replicas
 * @param largest on the roomiest of them
 * @param certain false when some disk is not for the v1 data engine: volumes of the v2 engine may share or split data,
 *     and need less than their size
 */
record LonghornRoom(long bytes, long largest, boolean certain) {
    /** No room, for certain. */
    static final LonghornRoom NONE = new LonghornRoom(0, 0, true);

    /**
     * The room of one machine.
     *
     * @param overProvisioning Longhorn's setting, in per cent
     */
    static LonghornRoom of(LonghornNode node, long overProvisioning) {
        LonghornNode.Spec spec = node.getSpec();
        LonghornNode.Status status = node.getStatus();
        boolean open = Condition.isTrue(status.conditions(), "Ready")
                && Condition.isTrue(status.conditions(), "Schedulable")
                && allows(spec.allowScheduling(), spec.evictionRequested());
        LonghornRoom sum = NONE;
        if (open && spec.disks() != null && status.diskStatus() != null) {
            for (Map.Entry<String, LonghornNode.Disk> disk : spec.disks().entrySet()) {
                sum = sum.plus(of(disk.getValue(), status.diskStatus().get(disk.getKey()), overProvisioning));
            }
        }
        return sum;
    }

    private static LonghornRoom of(
            LonghornNode.Disk disk, LonghornNode.@Nullable DiskStatus status, long overProvisioning) {
        if (status == null
                || !allows(disk.allowScheduling(), disk.evictionRequested())
                || !Condition.isTrue(status.conditions(), "Schedulable")) {
            return NONE;
        }
        long usable = orZero(status.storageMaximum()) - orZero(disk.storageReserved());
        // In two parts, exact and without overflow: petabytes times thousands of per cent.
        long limit = usable / 100 * overProvisioning + usable % 100 * overProvisioning / 100;
        long room = Math.max(0, limit - orZero(status.storageScheduled()));
        return new LonghornRoom(room, room, !"block".equals(disk.diskType()));
    }

    /** The room of both together; no disk spans two machines. */
    LonghornRoom plus(LonghornRoom other) {
        return new LonghornRoom(bytes + other.bytes, Math.max(largest, other.largest), certain && other.certain);
    }

    private static boolean allows(@Nullable Boolean allowScheduling, @Nullable Boolean evictionRequested) {
        return Boolean.TRUE.equals(allowScheduling) && !Boolean.TRUE.equals(evictionRequested);
    }

    private static long orZero(@Nullable Long number) {
        return number == null ? 0 : number;
    }
}
