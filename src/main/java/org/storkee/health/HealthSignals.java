package org.storkee.health;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.storkee.cluster.CachedKind;
import org.storkee.cluster.ClusterCache;
import org.storkee.cluster.Strip;
import org.storkee.storage.DriverId;
import org.storkee.storage.DriverRegistry;
import org.storkee.storage.DriverTopology;
import org.storkee.storage.Topology;
import org.storkee.storage.TopologyService;
import org.storkee.storage.Volume;

/**
 * Gathers from views and caches what detector and plan judge by. Only reads, and from memory alone. One thread calls it.
 */
@ApplicationScoped
class HealthSignals {
    private final FirstSeen<String> placed = new FirstSeen<>();
    private final FirstSeen<String> terminating = new FirstSeen<>();
    private final FirstSeen<String> unused = new FirstSeen<>();
    private @Nullable CachedKind<Namespace> namespaces;
    private @Nullable Instant last;

    @Inject
    ClusterCache cache;

    @Inject
    TopologyService topologies;

    @Inject
    DriverRegistry drivers;

    @Inject
    NodeSignals nodes;

    @Inject
    PodSignals pods;

    @Inject
    HealthSettings settings;

    /** Begins to watch what nobody else does; called once, when the cluster cache is ready. */
    void start() {
        namespaces = cache.watch(Namespace.class, Strip::namespace);
        var _ = cache.attachments();
        nodes.start();
    }

    /** What is not known yet of all that could keep a pod from being touched: before that, nothing is decided. */
    @Nullable
    String missing() {
        CachedKind<Namespace> watched = namespaces;
        if (watched == null || !watched.synced()) {
            return "Namespaces cannot be read";
        }
        return cache.attachments().synced() ? null : "VolumeAttachments cannot be read";
    }

    /** Forgets since when things are seen, as a new leader does. */
    void reset() {
        placed.reset();
        terminating.reset();
        unused.reset();
    }

    /** How long something lasts cannot be told across a pause or a clock that was set; in which order it came, it can. */
    private void beat(Instant now) {
        if (Beats.broken(last, now, settings.longestGap())) {
            terminating.reset();
            unused.reset();
        }
        last = now;
    }

    /** What every driver says of its machines. */
    List<DriverEvidence> drivers(TopologyService.Evidence seen) {
        Map<DriverId, DriverEvidence> evidence = new LinkedHashMap<>();
        for (DriverTopology driver : seen.topology().drivers()) {
            DriverId id = driver.id();
            evidence.put(
                    id, DriverEvidence.of(driver, seen.topology(), seen.heldAt().get(id), topologies.failure(id)));
        }
        for (DriverId id : topologies.known()) {
            evidence.computeIfAbsent(id, d -> new DriverEvidence(d, null, topologies.failure(d), List.of()));
        }
        return List.copyOf(evidence.values());
    }

    /** Volumes that are abnormal by their driver's word. */
    Set<VolumeKey> abnormal(Topology topology) {
        Set<VolumeKey> abnormal = new HashSet<>();
        for (DriverTopology driver : topology.drivers()) {
            for (Volume volume : driver.view().volumes().values()) {
                if (volume.condition() != null && volume.condition().abnormal()) {
                    abnormal.add(new VolumeKey(driver.id(), volume.id()));
                }
            }
        }
        return abnormal;
    }

    /** Everything the plan needs for these findings. */
    ClusterEvidence cluster(Findings findings, List<DriverEvidence> driverEvidence, Topology topology, Instant now) {
        beat(now);
        Map<String, NodeEvidence> nodeEvidence = nodes.evidence();
        Set<String> concerned = new HashSet<>(findings.nodes());
        for (NodeEvidence node : nodeEvidence.values()) {
            if (node.unreachable() || node.outOfService() != NodeEvidence.OutOfService.ABSENT) {
                concerned.add(node.name());
            }
        }
        Map<String, Pod> found = new LinkedHashMap<>();
        for (Pod pod : cache.pods().list()) {
            if (bound(pod) && PodSignals.nodeLost(pod)) {
                concerned.add(pod.getSpec().getNodeName());
            }
            if (bound(pod) && !findings.abnormalVolumes().isEmpty()) {
                found.put(pod.getMetadata().getUid(), pod);
            }
        }
        for (String node : concerned) {
            cache.podsOn(node).forEach(pod -> found.put(pod.getMetadata().getUid(), pod));
        }
        List<PodEvidence> podEvidence = pods(found, topology, now);
        return new ClusterEvidence(
                now, driverEvidence, nodeEvidence, podEvidence, attachments(concerned, podEvidence, now));
    }

    private static boolean bound(Pod pod) {
        return pod.getSpec() != null
                && pod.getSpec().getNodeName() != null
                && !pod.getSpec().getNodeName().isEmpty();
    }

    private List<PodEvidence> pods(Map<String, Pod> found, Topology topology, Instant now) {
        Map<String, Instant> since = placed.observe(found.keySet(), now);
        Map<String, Instant> deletedSince = terminating.observe(
                found.entrySet().stream()
                        .filter(e -> e.getValue().getMetadata().getDeletionTimestamp() != null)
                        .map(Map.Entry::getKey)
                        .toList(),
                now);
        List<PodEvidence> evidence = new ArrayList<>(found.size());
        found.forEach((uid, pod) -> evidence.add(pods.evidence(
                pod,
                namespace(pod.getMetadata().getNamespace()),
                since.getOrDefault(uid, now),
                deletedSince.get(uid),
                topology)));
        return evidence;
    }

    private @Nullable Namespace namespace(String name) {
        CachedKind<Namespace> watched = namespaces;
        return watched == null ? null : watched.get("", name);
    }

    private List<AttachmentEvidence> attachments(Set<String> concerned, List<PodEvidence> podEvidence, Instant now) {
        Set<String> used = new HashSet<>();
        for (PodEvidence pod : podEvidence) {
            if (!pod.finished()) {
                pod.volumes().forEach(volume -> used.add(pod.node() + "/" + volume.name()));
            }
        }
        Map<String, VolumeAttachment> idle = new HashMap<>();
        List<VolumeAttachment> all = new ArrayList<>();
        for (String node : concerned) {
            for (VolumeAttachment attachment : cache.attachmentsOn(node)) {
                all.add(attachment);
                if (!used.contains(node + "/" + volume(attachment))) {
                    idle.put(attachment.getMetadata().getUid(), attachment);
                }
            }
        }
        Map<String, Instant> since = unused.observe(idle.keySet(), now);
        return all.stream()
                .map(a -> new AttachmentEvidence(
                        a.getMetadata().getName(),
                        a.getMetadata().getUid(),
                        a.getSpec().getNodeName(),
                        a.getSpec().getAttacher(),
                        owner(a),
                        volume(a),
                        since.get(a.getMetadata().getUid())))
                .toList();
    }

    private static @Nullable String volume(VolumeAttachment attachment) {
        return attachment.getSpec().getSource() == null
                ? null
                : attachment.getSpec().getSource().getPersistentVolumeName();
    }

    private @Nullable DriverId owner(VolumeAttachment attachment) {
        String name = volume(attachment);
        PersistentVolume volume = name == null ? null : cache.volume(name);
        return volume == null || foreign(attachment, volume) ? null : drivers.owner(volume);
    }

    /** An in-tree volume may be attached by the CSI driver it was migrated to; a CSI one by no other than its own. */
    static boolean foreign(VolumeAttachment attachment, PersistentVolume volume) {
        return volume.getSpec().getCsi() != null
                && !Objects.equals(
                        volume.getSpec().getCsi().getDriver(),
                        attachment.getSpec().getAttacher());
    }
}
