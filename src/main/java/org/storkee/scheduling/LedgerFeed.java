package org.storkee.scheduling;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.storkee.cluster.ClusterCache;
import org.storkee.cluster.Readiness;
import org.storkee.storage.DriverRegistry;
import org.storkee.storage.PendingClaim;
import org.storkee.storage.PodVolumes;
import org.storkee.storage.Topology;
import org.storkee.storage.TopologyChanged;
import org.storkee.storage.TopologyService;

/**
 * Tells the {@link CapacityLedger} what the cluster decided: level-triggered from claims and pods, so that a restart
 * rebuilds the same books from the caches before the server is ready.
 */
@ApplicationScoped
class LedgerFeed implements Readiness {
    private static final String SELECTED_NODE = "volume.kubernetes.io/selected-node";
    /** An offer this old whose pod the scheduler called unschedulable was given up. */
    private static final Duration GIVEN_UP = Duration.ofSeconds(30);

    private volatile boolean rebuilt;

    @Inject
    ClusterCache cache;

    @Inject
    DriverRegistry drivers;

    @Inject
    TopologyService topologies;

    @Inject
    CapacityLedger ledger;

    @Inject
    WakeUps wakeUps;

    @Inject
    Clock clock;

    /** The one ledger; of scope Singleton because it needs no proxy. */
    @Produces
    @Singleton
    static CapacityLedger ledger(
            Clock clock, @ConfigProperty(name = "stork.ledger.bind-timeout") Duration bindTimeout) {
        return new CapacityLedger(clock, bindTimeout);
    }

    /** Begins to listen; called once, by the timer. */
    void start() {
        cache.claims().onChange(this::claimChanged, claim -> {
            ledger.released(uid(claim));
            wakeUps.lookSoon();
        });
        cache.pods().onChange(this::podChanged, pod -> {
            ledger.withdrawn(String.valueOf(pod.getMetadata().getUid()));
            wakeUps.lookSoon();
        });
    }

    /** New capacities: the ledger settles. The first time, all books are made from the caches. */
    void topologyChanged(@Observes TopologyChanged event) {
        ledger.observe(event.current());
        boolean appeared = event.current().drivers().stream()
                .anyMatch(driver -> event.former().driver(driver.id()) == null);
        if (rebuilt && appeared) {
            read(); // until now nobody owned its claims
        }
        rebuildOnce(event.current());
    }

    /** Makes the books from what the caches hold, as soon as these are complete and every driver is seen or fails. */
    private void rebuildOnce(Topology current) {
        boolean complete = !rebuilt
                && cache.ready()
                && drivers.observed()
                && topologies.known().stream()
                        .allMatch(driver -> current.driver(driver) != null || topologies.failure(driver) != null)
                && current.size() >= cache.nodes().list().size();
        if (!complete) {
            return;
        }
        read();
        rebuilt = true;
    }

    private void read() {
        cache.claims().list().forEach(this::claimChanged);
        cache.pods().list().forEach(this::podChanged);
    }

    /** Frees offers of pods the scheduler gave up, and charges that timed out; called by the timer. */
    void sweep() {
        for (String pod : ledger.undecidedSince(clock.instant().minus(GIVEN_UP))) {
            boolean waits = cache.pods().list().stream()
                    .filter(p -> pod.equals(p.getMetadata().getUid()))
                    .anyMatch(p -> !unschedulable(p));
            if (!waits) {
                ledger.withdrawn(pod);
                wakeUps.lookSoon();
            }
        }
        ledger.observe(topologies.current());
        rebuildOnce(topologies.current()); // also when the last driver failed, which changes no topology
    }

    private void claimChanged(PersistentVolumeClaim claim) {
        Map<String, String> annotations = claim.getMetadata().getAnnotations();
        String node = annotations == null ? null : annotations.get(SELECTED_NODE);
        PendingClaim pending = PodVolumes.pending(claim, cache, drivers);
        if (pending != null) {
            if (node == null || node.isEmpty()) {
                ledger.undecided(pending.uid());
            } else {
                ledger.decided(pending, "", node);
            }
        } else {
            PersistentVolume volume = PodVolumes.boundVolume(claim, cache);
            if (volume != null) {
                bound(claim, volume, node);
            } else if (claim.getStatus() != null
                    && "Lost".equals(claim.getStatus().getPhase())) {
                ledger.released(uid(claim));
            }
        }
        wakeUps.lookSoon();
    }

    private void bound(PersistentVolumeClaim claim, PersistentVolume volume, @Nullable String node) {
        String created = volume.getMetadata().getCreationTimestamp();
        Instant madeAt = created == null ? clock.instant() : Instant.parse(created);
        if (node != null
                && !ledger.charged(uid(claim))
                && madeAt.isAfter(clock.instant().minus(GIVEN_UP))) {
            PendingClaim asPending = PodVolumes.asPending(claim, cache, drivers);
            if (asPending != null) {
                ledger.decided(asPending, "", node); // made just before this server started
            }
        }
        ledger.bound(uid(claim), madeAt);
    }

    private void podChanged(Pod pod) {
        String node = pod.getSpec() == null ? null : pod.getSpec().getNodeName();
        if (node == null || node.isEmpty()) {
            node = pod.getStatus() == null ? null : pod.getStatus().getNominatedNodeName();
        }
        if (node == null || node.isEmpty() || pod.getSpec().getVolumes() == null) {
            return;
        }
        for (var source : pod.getSpec().getVolumes()) {
            String name = PodVolumes.claimName(pod, source);
            PersistentVolumeClaim claim =
                    name == null ? null : cache.claim(pod.getMetadata().getNamespace(), name);
            PendingClaim pending = claim == null ? null : PodVolumes.pending(claim, cache, drivers);
            if (pending != null) {
                ledger.decided(pending, String.valueOf(pod.getMetadata().getUid()), node);
            }
        }
    }

    private static boolean unschedulable(Pod pod) {
        return pod.getStatus() != null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(c -> "PodScheduled".equals(c.getType()) && "False".equals(c.getStatus()));
    }

    private static String uid(PersistentVolumeClaim claim) {
        return String.valueOf(claim.getMetadata().getUid());
    }

    @Override
    public String name() {
        return "capacity-ledger";
    }

    @Override
    public boolean ready() {
        return rebuilt;
    }

    @Override
    public Map<String, Object> data() {
        return Map.of("chargedClaims", ledger.size());
    }
}
