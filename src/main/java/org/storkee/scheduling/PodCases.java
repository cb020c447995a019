package org.storkee.scheduling;

import io.fabric8.kubernetes.api.model.Pod;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.storkee.cluster.ClusterCache;
import org.storkee.storage.DriverId;
import org.storkee.storage.DriverRegistry;
import org.storkee.storage.PendingClaim;
import org.storkee.storage.PodVolumes;
import org.storkee.storage.ProvisionedVolume;
import org.storkee.storage.StorageControllers;
import org.storkee.storage.Topology;
import org.storkee.storage.TopologyService;

/** Gathers a {@link PodCase} and lets the rules judge it. No side effect but a driver asked to look a volume up. */
@ApplicationScoped
class PodCases {
    @Inject
    ClusterCache cache;

    @Inject
    DriverRegistry drivers;

    @Inject
    TopologyService topologies;

    @Inject
    StorageControllers controllers;

    @Inject
    CapacityLedger ledger;

    @Inject
    LedgerFeed books;

    @Inject
    Clock clock;

    @Inject
    @ConfigProperty(name = "stork.extender.when-unknown")
    String whenUnknown;

    @Inject
    @ConfigProperty(name = "stork.extender.unseen-volume-wait")
    Duration unseenVolumeWait;

    private UnseenVolumes unseen;

    @PostConstruct
    void init() {
        unseen = new UnseenVolumes(clock, unseenVolumeWait);
    }

    /** What is known of {@code pod} on {@code topology}. */
    PodCase gather(Pod pod, Topology topology) {
        boolean controller = controllers.recognise(pod);
        PodVolumes volumes = controller ? PodVolumes.NONE : PodVolumes.of(pod, cache, drivers, topology);
        Set<DriverId> blind = new TreeSet<>();
        for (DriverId driver : volumes.drivers()) {
            if (topologies.blind(driver)) {
                blind.add(driver);
            }
        }
        Waiting waiting = !controller && !books.ready() && claims(pod)
                ? new Waiting(
                        Waiting.Reason.START,
                        "waiting for the caches and the books of promised room to be complete after the start")
                : wait(pod, volumes, blind, topology);
        return new PodCase(pod, PodTraits.of(pod), controller, volumes, topology, blind, waiting);
    }

    /** True when the pod names a claim or a volume, of whatever driver: before the caches are complete nobody can tell. */
    private static boolean claims(Pod pod) {
        return pod.getSpec() != null
                && pod.getSpec().getVolumes() != null
                && pod.getSpec().getVolumes().stream().anyMatch(source -> PodVolumes.concerns(pod, source));
    }

    /** One verdict per candidate by the rules alone; room for pending claims is the ledger's to judge. */
    @Nullable
    Refusal[] judge(PodCase pod, int[] candidates) {
        return pod.controller()
                ? ControllerPodRules.judge(candidates, drivers.storageSystems(pod.topology()))
                : FilterRules.judge(pod.traits(), pod.volumes(), candidates, pod.topology(), pod.blind());
    }

    /** Scores of a storage controller's pod, one per candidate. */
    int[] controllerScores(PodCase pod, int[] candidates) {
        return ControllerPodRules.score(candidates, drivers.storageSystems(pod.topology()));
    }

    /**
     * Rules and room together.
     *
     * @param charge false to judge only
     * @return true when some node was refused only because of other pods' undecided claims
     */
    boolean admit(PodCase pod, int[] candidates, @Nullable Refusal[] verdicts, boolean charge) {
        List<PendingClaim> claims = pod.volumes().pending().stream()
                .filter(claim -> !pod.blind().contains(claim.driver())) // its last figures refuse nobody (S8)
                .toList();
        return !claims.isEmpty()
                && ledger.admit(Applicant.of(pod.pod()), claims, candidates, pod.topology(), verdicts, charge);
    }

    /** Design S8: transient states of the whole pod that the scheduler should retry by its back-off. */
    private @Nullable Waiting wait(Pod pod, PodVolumes volumes, Set<DriverId> blind, Topology topology) {
        for (DriverId driver : volumes.drivers()) {
            if (!blind.contains(driver) && topology.driver(driver) == null) {
                return new Waiting(
                        Waiting.Reason.START,
                        "waiting for the first view of storage driver " + driver + " to be taken over");
            }
        }
        if (!blind.isEmpty() && whenUnknown.equals("wait")) {
            return new Waiting(Waiting.Reason.BLIND, "waiting for storage driver " + blind + " to be observed");
        }
        Waiting waiting = null;
        for (String claim : volumes.untold()) {
            if (unseen.wait(pod.getMetadata().getUid() + "/" + claim)) {
                waiting = unseen("waiting for the volume of claim " + claim + " to be known");
            }
        }
        for (ProvisionedVolume volume : volumes.provisioned()) {
            if (volume.volume() != null || blind.contains(volume.driver())) {
                unseen.seen(volume.driver() + "/" + volume.key());
            } else {
                drivers.lookUp(volume.driver(), volume.key());
                if (unseen.wait(volume.driver() + "/" + volume.key())) {
                    waiting = unseen("waiting for the storage driver to show the volume of claim " + volume.claim());
                }
            }
        }
        return waiting;
    }

    private static Waiting unseen(String text) {
        return new Waiting(Waiting.Reason.UNSEEN_VOLUME, text);
    }
}
