package org.storkee.drivers.pxd;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.storkee.api.ReplicaState;
import org.storkee.storage.DriverId;
import org.storkee.storage.Location;
import org.storkee.storage.Replica;
import org.storkee.storage.StorageNode;
import org.storkee.storage.StorageView;
import org.storkee.storage.Volume;
import org.storkee.storage.VolumeCondition;

/**
 * One view in the making, from what the SDK told. Volumes that did not change are taken from the former view, so that
 * two rounds do not cost the memory of two. Pure; not thread-safe.
 */
final class PxdViews {
    private static final String OUR_LABELS = "stork.libopenstorage.org/";
    private static final String WINDOWS = "winshare";

    private final Map<String, Volume> former;
    private final Map<String, Volume> volumes;
    private final Map<String, String> idByName;

    /** {@code former}: the volumes of the last view, or none. */
    PxdViews(Map<String, Volume> former) {
        this.former = former;
        volumes = HashMap.newHashMap(former.size());
        idByName = HashMap.newHashMap(former.size());
    }

    /** Whether a volume's label has a say in scheduling (reference 1.5); the others are not kept. */
    static boolean tunesScheduling(String label) {
        return label.startsWith(OUR_LABELS) || label.equals(WINDOWS);
    }

    /** One machine. Rack, zone and region come from the Kubernetes node's labels, as they do upstream. */
    static StorageNode node(SdkNode node) {
        PxdStatus status = PxdStatus.of(node.status());
        Set<String> addresses = new LinkedHashSet<>(List.of(node.managementAddress(), node.dataAddress()));
        return new StorageNode(
                node.id(),
                node.schedulerNodeName(),
                node.hostname().toLowerCase(Locale.ROOT),
                List.copyOf(addresses),
                status.state(),
                node.status(),
                status.fenced(),
                Location.UNKNOWN);
    }

    /**
     * Adds one volume, unless it is deleted. A replica that the volume's runtime state leaves out lags behind: it is
     * being filled again, and gives no locality until it is back.
     */
    void add(SdkVolume volume) {
        if (volume.id().isEmpty() || volume.inTrashcan() || volume.state().equals("VOLUME_STATE_DELETED")) {
            return;
        }
        List<String> current = volume.currentNodes();
        boolean told = volume.replicaNodes().stream().anyMatch(current::contains);
        List<Replica> replicas = volume.replicaNodes().stream()
                .filter(node -> !node.isEmpty())
                .map(node -> new Replica(
                        node, !told || current.contains(node) ? ReplicaState.UP_TO_DATE : ReplicaState.SYNCING))
                .toList();
        Volume seen = new Volume(
                volume.id(),
                replicas,
                volume.attachedOn().isEmpty() ? List.of() : List.of(volume.attachedOn()),
                volume.sharedv4Service(),
                volume.labels(),
                condition(volume.status()));
        Volume known = former.get(seen.id());
        Volume kept = known != null && known.equals(seen) ? known : seen;
        volumes.put(kept.id(), kept);
        if (!volume.name().isEmpty() && !volume.name().equals(kept.id())) {
            idByName.put(volume.name(), kept.id());
        }
    }

    private static @Nullable VolumeCondition condition(String status) {
        return switch (status) {
            case "VOLUME_STATUS_UP" -> VolumeCondition.NORMAL;
            case "VOLUME_STATUS_DEGRADED", "VOLUME_STATUS_DOWN", "VOLUME_STATUS_NOT_PRESENT" ->
                VolumeCondition.abnormal("Portworx: " + status);
            default -> null;
        };
    }

    /** Whether a volume of this id or name has been added. */
    boolean has(String idOrName) {
        return volumes.containsKey(idOrName) || idByName.containsKey(idOrName);
    }

    /** Ids by names, for volumes whose name is not their id. */
    Map<String, String> idByName() {
        return idByName;
    }

    /** The whole observation; nothing is added afterwards. */
    StorageView view(DriverId driver, List<SdkNode> nodes) {
        // No room is told: Portworx provisions thinly, and a pool's free bytes say little of what still fits.
        return new StorageView(driver, nodes.stream().map(PxdViews::node).toList(), volumes, List.of());
    }
}
