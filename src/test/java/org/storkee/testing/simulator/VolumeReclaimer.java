package org.storkee.testing.simulator;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.storkee.api.VolumeReplicas;

/**
 * Deletes volumes whose claim is gone and gives their room back. Thread-safe; each step may be repeated.
 */
final class VolumeReclaimer {
    private final KubernetesClient client;
    private final StorageObjects objects;
    private final StoragePool pool;
    private final NodePublisher publisher;
    private final ApiCalls calls;
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();

    VolumeReclaimer(
            KubernetesClient client,
            StorageObjects objects,
            StoragePool pool,
            NodePublisher publisher,
            ApiCalls calls) {
        this.client = client;
        this.objects = objects;
        this.pool = pool;
        this.publisher = publisher;
        this.calls = calls;
    }

    /** Whether this simulator made the volume. */
    boolean owns(PersistentVolume volume) {
        Map<String, String> annotations = volume.getMetadata().getAnnotations();
        return annotations != null
                && objects.driver().equals(annotations.get(StorageObjects.PROVISIONED_BY))
                && (volume.getSpec().getCsi() != null || volume.getSpec().getHostPath() != null);
    }

    /** Deletes the volume if it is released and its policy is Delete. */
    void changed(PersistentVolume volume) {
        boolean released = volume.getStatus() != null
                && "Released".equals(volume.getStatus().getPhase())
                && "Delete".equals(volume.getSpec().getPersistentVolumeReclaimPolicy());
        if (released && owns(volume) && volume.getMetadata().getDeletionTimestamp() == null) {
            reclaim(volume.getMetadata().getName());
        }
    }

    /** The PersistentVolume is gone, by our hand or another's. */
    void deleted(PersistentVolume volume) {
        if (owns(volume)) {
            reclaim(volume.getMetadata().getName());
        }
    }

    private void reclaim(String name) {
        if (!underWay.add(name)) {
            return;
        }
        Set<String> nodes = new LinkedHashSet<>(pool.release(name));
        calls.submit("reclaim volume " + name, () -> {
                    client.persistentVolumes().withName(name).delete();
                    client.resources(VolumeReplicas.class).withName(name).delete();
                    publisher.roomChanged(nodes);
                })
                .whenComplete((ok, failure) -> underWay.remove(name));
    }
}
