package org.storkee.health;

import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.storkee.cluster.ClusterCache;
import org.storkee.cluster.EventRecorder;
import org.storkee.storage.PodVolumes;

/** Changes of volumes' conditions as events on the PersistentVolume, its claim, and the pods that use it. */
@ApplicationScoped
class ConditionEvents {
    @Inject
    ClusterCache cache;

    @Inject
    EventRecorder events;

    /** Tells all of them. */
    void tell(List<ConditionNews.Change> changes) {
        Map<String, List<Pod>> users = users();
        changes.forEach(change -> tell(change, users));
    }

    /** The claim a PersistentVolume is bound to, or null. */
    @Nullable
    ObjectReference claimOf(String name) {
        PersistentVolume volume = cache.volume(name);
        return volume == null || volume.getSpec() == null
                ? null
                : volume.getSpec().getClaimRef();
    }

    /** The pods that are bound to a node, by {@code namespace/claim}. */
    private Map<String, List<Pod>> users() {
        Map<String, List<Pod>> users = new HashMap<>();
        for (Pod pod : cache.pods().list()) {
            if (pod.getSpec() == null
                    || pod.getSpec().getNodeName() == null
                    || pod.getSpec().getVolumes() == null) {
                continue;
            }
            for (Volume source : pod.getSpec().getVolumes()) {
                String claim = PodVolumes.claimName(pod, source);
                if (claim != null) {
                    users.computeIfAbsent(pod.getMetadata().getNamespace() + "/" + claim, key -> new ArrayList<>(1))
                            .add(pod);
                }
            }
        }
        return users;
    }

    private void tell(ConditionNews.Change change, Map<String, List<Pod>> users) {
        tell(InvolvedObject.of("PersistentVolume", null, change.volume(), null), change);
        ObjectReference claim = claimOf(change.volume());
        if (claim == null) {
            return;
        }
        tell(InvolvedObject.of("PersistentVolumeClaim", claim.getNamespace(), claim.getName(), claim.getUid()), change);
        for (Pod pod : users.getOrDefault(claim.getNamespace() + "/" + claim.getName(), List.of())) {
            tell(
                    InvolvedObject.of(
                            "Pod",
                            pod.getMetadata().getNamespace(),
                            pod.getMetadata().getName(),
                            pod.getMetadata().getUid()),
                    change);
        }
    }

    private void tell(ObjectReference about, ConditionNews.Change change) {
        if (change.condition().abnormal()) {
            events.warn(
                    about,
                    ToldConditions.ABNORMAL,
                    "Volume " + change.volume() + ToldConditions.SAYS
                            + change.condition().message());
        } else {
            events.note(about, ToldConditions.NORMAL, "Volume " + change.volume() + " is normal again");
        }
    }
}
