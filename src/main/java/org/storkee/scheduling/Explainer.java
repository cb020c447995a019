package org.storkee.scheduling;

import io.fabric8.kubernetes.api.model.Pod;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.storkee.api.NodeState;
import org.storkee.api.ReplicaState;
import org.storkee.storage.DriverId;
import org.storkee.storage.DriverTopology;
import org.storkee.storage.PendingClaim;
import org.storkee.storage.ProvisionedVolume;
import org.storkee.storage.Replica;
import org.storkee.storage.StorageNode;
import org.storkee.storage.Topology;
import org.storkee.storage.TopologyService;
import org.storkee.storage.Volume;

/** Runs the rules for one pod and keeps every step, without side effects. */
@ApplicationScoped
class Explainer {
    @Inject
    Extender extender;

    @Inject
    TopologyService topologies;

    /** Explains {@code pod} on {@code candidates} of {@code topology}. */
    Explanation explain(Pod pod, Topology topology, int[] candidates) {
        Verdicts verdicts = extender.judge(pod, topology, candidates);
        int[] scores = extender.scores(verdicts.pod(), candidates, false);
        List<VolumePlaces> scored = ScoringRules.scored(
                verdicts.pod().volumes(), topology, verdicts.pod().blind());
        Map<DriverId, Map<String, Integer>> attached = attached(verdicts.pod());
        List<Explanation.NodeFacts> nodes = new ArrayList<>(candidates.length);
        for (int i = 0; i < candidates.length; i++) {
            Refusal refusal = verdicts.refusals()[i];
            nodes.add(new Explanation.NodeFacts(
                    topology.node(candidates[i]).name(),
                    refusal == null,
                    refusal == null ? null : refusal.text(),
                    detail(verdicts.pod(), candidates[i], refusal, attached),
                    scores[i],
                    scores[i] == 0 ? List.of() : parts(verdicts.pod(), scored, candidates[i])));
        }
        String namespace = pod.getMetadata().getNamespace();
        String name = (namespace == null ? "default" : namespace) + "/"
                + pod.getMetadata().getName();
        return new Explanation(
                name, verdicts.waiting(), views(verdicts.pod()), volumes(verdicts.pod(), topology), nodes);
    }

    private List<Explanation.View> views(PodCase pod) {
        List<Explanation.View> views = new ArrayList<>();
        for (DriverId driver : pod.volumes().drivers()) {
            Duration age = topologies.age(driver);
            long millis = age == null ? -1 : age.toMillis();
            views.add(
                    new Explanation.View(driver.toString(), millis, pod.blind().contains(driver)));
        }
        return views;
    }

    private static List<Explanation.VolumeFacts> volumes(PodCase pod, Topology topology) {
        List<Explanation.VolumeFacts> facts = new ArrayList<>();
        for (ProvisionedVolume volume : pod.volumes().provisioned()) {
            List<Replica> replicas =
                    volume.volume() == null ? List.of() : volume.volume().replicas();
            facts.add(new Explanation.VolumeFacts(
                    volume.claim(),
                    volume.name(),
                    volume.driver().toString(),
                    false,
                    replicas.stream()
                            .map(r -> replica(r, topology.driver(volume.driver()), topology))
                            .toList()));
        }
        for (PendingClaim claim : pod.volumes().pending()) {
            facts.add(new Explanation.VolumeFacts(
                    claim.claim(), null, claim.driver().toString(), true, List.of()));
        }
        return facts;
    }

    private static Explanation.ReplicaFacts replica(
            Replica replica, @Nullable DriverTopology driver, Topology topology) {
        int record = driver == null ? -1 : driver.recordById(replica.node());
        String state = published(replica.state());
        if (driver == null || record < 0) {
            boolean gone = topology.indexOf(replica.node()) < 0;
            return new Explanation.ReplicaFacts(
                    replica.node(), state + (gone ? " on an unknown node" : " on a node without the driver"));
        }
        NodeState node = driver.record(record).state();
        return new Explanation.ReplicaFacts(
                replica.node(), node == NodeState.ONLINE ? state : state + " on a node that is " + lower(node));
    }

    /**
     * The machine's state where it is not simply Online, and how many volumes it can take where that is limited, for every
     * driver of the pod; and which volume is lost.
     */
    private static @Nullable String detail(
            PodCase pod, int node, @Nullable Refusal refusal, Map<DriverId, Map<String, Integer>> attached) {
        List<String> details = new ArrayList<>();
        if (refusal == Refusal.REPLICA_GONE) {
            details.add(RefusalTexts.gone(pod));
        }
        for (DriverTopology driver : FilterRules.sighted(pod.volumes(), pod.topology(), pod.blind())) {
            int record = driver.recordOf(node);
            if (record < 0) {
                details.add(driver.id() + " has no record of it");
            } else {
                state(driver, driver.record(record), details);
                limit(driver.record(record), attached.getOrDefault(driver.id(), Map.of()), details);
            }
        }
        return details.isEmpty() ? null : String.join("; ", details);
    }

    private static void state(DriverTopology driver, StorageNode machine, List<String> details) {
        if (machine.state() != NodeState.ONLINE) {
            String raw = machine.rawStatus();
            details.add(driver.id() + " says " + lower(machine.state()) + (raw.isEmpty() ? "" : ": " + raw));
        }
    }

    private static void limit(StorageNode machine, Map<String, Integer> attached, List<String> details) {
        if (machine.volumeLimit() != null) {
            details.add(attached.getOrDefault(machine.id(), 0) + " of " + machine.volumeLimit() + " volumes attached");
        }
    }

    /** How many volumes are attached on each machine, of drivers that limit that. */
    private static Map<DriverId, Map<String, Integer>> attached(PodCase pod) {
        Map<DriverId, Map<String, Integer>> attached = new HashMap<>();
        for (DriverTopology driver : FilterRules.sighted(pod.volumes(), pod.topology(), pod.blind())) {
            boolean limited = driver.view().nodes().stream().anyMatch(node -> node.volumeLimit() != null);
            Map<String, Integer> counts = new HashMap<>();
            for (Volume volume : limited ? driver.view().volumes().values() : List.<Volume>of()) {
                volume.attachedOn().forEach(machine -> counts.merge(machine, 1, Integer::sum));
            }
            attached.put(driver.id(), counts);
        }
        return attached;
    }

    private static List<Explanation.Part> parts(PodCase pod, List<VolumePlaces> scored, int node) {
        List<Explanation.Part> parts = new ArrayList<>();
        for (VolumePlaces place : pod.traits().hyperconvergenceDisabled() ? List.<VolumePlaces>of() : scored) {
            int record = place.driver().recordOf(node);
            if (record < 0) {
                continue;
            }
            if (ScoringRules.keptAway(pod.traits(), place)) {
                boolean here = place.holdsAny(record);
                parts.add(new Explanation.Part(place.volume().name(), "remote", here ? 0 : ScoringRules.REMOTE));
            } else {
                parts.add(new Explanation.Part(
                        place.volume().name(), lower(place.tier(record)), ScoringRules.points(place, record)));
            }
        }
        return parts;
    }

    /** The state as the declared API spells it. */
    private static String published(ReplicaState state) {
        return switch (state) {
            case UP_TO_DATE -> "UpToDate";
            case SYNCING -> "Syncing";
            case FAILED -> "Failed";
        };
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
