package org.storkee.drivers.local;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.storkee.storage.AffineVolumes;
import org.storkee.storage.DriverId;
import org.storkee.storage.LabelledNodes;
import org.storkee.storage.Location;
import org.storkee.storage.NodeAffinity;
import org.storkee.storage.NodeHealth;
import org.storkee.storage.StorageNode;
import org.storkee.storage.StorageView;

/**
 * Every node as a machine, and the volumes that lie in its file system: {@code local}, and {@code hostPath}, which has a
 * place only where its node affinity gives it one. No clock, no client. Not thread-safe.
 */
final class LocalPicture {
    /** The only instance: there is one set of nodes. */
    static final DriverId ID = new DriverId("local", "local");

    /** The provisioner of classes whose volumes somebody makes by hand, or a static provisioner does. */
    static final String NO_PROVISIONER = "kubernetes.io/no-provisioner";

    private final LabelledNodes nodes = new LabelledNodes();
    private final AffineVolumes volumes = new AffineVolumes(nodes);
    private @Nullable List<StorageNode> machines;
    private boolean changed = true;

    /** Whether the volume lies on a node's own disk, whoever made it. */
    static boolean isLocal(PersistentVolume volume) {
        return volume.getSpec() != null
                && (volume.getSpec().getLocal() != null || volume.getSpec().getHostPath() != null);
    }

    void put(Node node) {
        nodesChanged(nodes.put(node));
    }

    void remove(Node node) {
        nodesChanged(nodes.remove(node.getMetadata().getName()));
    }

    private void nodesChanged(boolean news) {
        if (news) {
            volumes.machinesChanged();
            machines = null;
            changed = true;
        }
    }

    void put(PersistentVolume volume) {
        if (isLocal(volume)) {
            changed |= volumes.put(volume.getMetadata().getName(), NodeAffinity.of(volume));
        }
    }

    void remove(PersistentVolume volume) {
        changed |= volumes.remove(volume.getMetadata().getName());
    }

    /** What to publish, or null while it would not differ from the last one. */
    @Nullable
    StorageView changedView() {
        if (!changed) {
            return null;
        }
        changed = false;
        List<StorageNode> now = machines == null ? machines() : machines;
        machines = now;
        return new StorageView(ID, now, volumes.volumes(node -> node), List.of());
    }

    private List<StorageNode> machines() {
        List<StorageNode> all = new ArrayList<>();
        for (String name : new TreeSet<>(nodes.names())) {
            NodeHealth health = nodes.health(name);
            if (health != null) {
                all.add(new StorageNode(
                        name, name, null, List.of(), health.state(), health.rawStatus(), false, Location.UNKNOWN));
            }
        }
        return List.copyOf(all);
    }
}
