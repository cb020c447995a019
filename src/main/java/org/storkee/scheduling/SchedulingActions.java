package org.storkee.scheduling;

import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.storkee.cluster.EventRecorder;
import org.storkee.cluster.PatchTarget;
import org.storkee.storage.DriverId;
import org.storkee.storage.StorageNode;
import org.storkee.storage.TopologyService;

/** Everything scheduling writes to the cluster: events with upstream's reasons, and the mark that wakes a pod. */
@ApplicationScoped
class SchedulingActions {
    private static final String RETRY = "storkee.org/retry-scheduling";
    private static final int NOT_FOUND = 404;

    @Inject
    EventRecorder events;

    @Inject
    KubernetesClient client;

    @Inject
    TopologyService topologies;

    @Inject
    Clock clock;

    /** No candidate can take the pod: upstream's text; the scheduler's own event counts nodes per reason. */
    void tellRefused(Verdicts verdicts) {
        events.warn(reference(verdicts.pod().pod()), "FailedScheduling", RefusalTexts.event(verdicts));
    }

    /** A driver's view is missing or too old, so nodes pass unchecked: said once, not hidden. */
    void tellBlind(PodCase pod) {
        if (!pod.blind().isEmpty() && pod.waiting() == null) {
            String since = pod.blind().stream().map(this::silence).collect(Collectors.joining(", "));
            events.warn(
                    reference(pod.pod()), "StorageUnknown", "Placing the pod without checking its storage: " + since);
        }
    }

    private String silence(DriverId driver) {
        Duration age = topologies.age(driver);
        return age == null
                ? driver + " has not been observed yet"
                : driver + " was last observed longer ago than stork.extender.max-view-age allows";
    }

    /** Some volume has no replica on any candidate, though it was to be scored for one. */
    void tellNotOptimal(PodCase pod, int[] candidates) {
        if (pod.traits().hyperconvergenceDisabled()) {
            return;
        }
        List<VolumePlaces> scored = ScoringRules.scored(pod.volumes(), pod.topology(), pod.blind());
        if (scored.stream().anyMatch(place -> ScoringRules.keptAway(pod.traits(), place))) {
            return;
        }
        List<String> volumes = new ArrayList<>();
        Collection<String> nodes = new TreeSet<>();
        for (VolumePlaces place : scored) {
            if (place.volume().hasReplicas() && !near(place, candidates)) {
                volumes.add(place.volume().name());
                nodes.addAll(nodeNames(place));
            }
        }
        if (!volumes.isEmpty()) {
            events.warn(
                    reference(pod.pod()),
                    "NonOptimumScheduling",
                    "Unable to schedule pod using volumes [" + String.join(" ", volumes)
                            + "] in a hyperconverged fashion.  Make sure you have enough CPU and memory resources"
                            + " available on these nodes: [" + String.join(" ", nodes) + "]");
        }
    }

    /** The same for a virtual machine's root disk, told on the machine, unless a live migration is going on. */
    void tellNotOptimal(VirtualMachines.RootDisk root, int[] candidates) {
        if (!root.migrating() && root.machine() != null && !near(root.places(), candidates)) {
            events.warn(
                    root.machine(),
                    "NonOptimumScheduling",
                    "Unable to schedule VM on a node in a hyperconverged fashion. Make sure you have enough CPU and"
                            + " memory resources available on these nodes: ["
                            + String.join(" ", nodeNames(root.places())) + "]");
        }
    }

    /**
     * Marks a refused pod so that the scheduler tries it again at once (design S4); a pod that is gone is fine.
     *
     * @throws KubernetesClientException if the API server refuses for another reason
     */
    void wake(String namespace, String name) {
        String patch = "{\"metadata\":{\"annotations\":{\"" + RETRY + "\":\"" + clock.instant() + "\"}}}";
        try {
            client.resource(PatchTarget.pod(namespace, name)).patch(PatchContext.of(PatchType.JSON_MERGE), patch);
        } catch (KubernetesClientException e) {
            if (e.getCode() != NOT_FOUND) {
                throw e;
            }
        }
    }

    private static boolean near(VolumePlaces place, int[] candidates) {
        for (int candidate : candidates) {
            int record = place.driver().recordOf(candidate);
            if (record >= 0 && place.holds(record)) {
                return true;
            }
        }
        return false;
    }

    private static Collection<String> nodeNames(VolumePlaces place) {
        Collection<String> names = new TreeSet<>();
        for (int record : place.all()) {
            StorageNode node = place.driver().record(record);
            names.add(node.schedulerId() == null ? node.id() : node.schedulerId());
        }
        return names;
    }

    private static ObjectReference reference(Pod pod) {
        return new ObjectReferenceBuilder()
                .withApiVersion("v1")
                .withKind("Pod")
                .withNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .withUid(pod.getMetadata().getUid())
                .withResourceVersion(pod.getMetadata().getResourceVersion())
                .build();
    }
}
