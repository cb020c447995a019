package org.storkee.health;

import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Logger;
import org.storkee.cluster.ClusterCache;
import org.storkee.cluster.Leadership;
import org.storkee.cluster.ScrapedSeries;
import org.storkee.storage.DriverId;
import org.storkee.storage.DriverRegistry;
import org.storkee.storage.DriverTopology;
import org.storkee.storage.Topology;
import org.storkee.storage.TopologyChanged;
import org.storkee.storage.TopologyService;
import org.storkee.storage.Volume;
import org.storkee.storage.VolumeCondition;

/**
 * Tells what storage systems say of their volumes' health, where people look: on the PersistentVolume, its claim and the
 * pods that use it, once per change, and as a gauge. The leader only.
 */
@ApplicationScoped
class VolumeConditions implements ScrapedSeries {
    private static final String GAUGE = "stork_volume_abnormal";
    /** As many volumes a second: a storage system that fails whole must not flood the API server with events. */
    private static final int PER_LOOK = 20;

    private static final Logger LOG = Logger.getLogger(VolumeConditions.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ConditionNews conditions = new ConditionNews();
    private final AtomicBoolean news = new AtomicBoolean();
    private volatile Set<Claim> abnormal = Set.of();
    private boolean leading;
    private Instant readAgain = Instant.MIN;

    private record Claim(String namespace, String name) {}

    @Inject
    ClusterCache cache;

    @Inject
    DriverRegistry drivers;

    @Inject
    TopologyService topologies;

    @Inject
    Leadership leadership;

    @Inject
    ToldConditions told;

    @Inject
    ConditionEvents events;

    @Inject
    Clock clock;

    /** Begins to listen; called once, by the timer. */
    void start() {
        cache.volumes().onChange(volume -> news.set(true), volume -> {
            synchronized (this) {
                conditions.forget(volume.getMetadata().getName());
            }
            news.set(true);
        });
    }

    void topologyChanged(@Observes TopologyChanged event) {
        news.set(true);
    }

    /** Compares what was told with what is, if anything is news; called every second or so. */
    synchronized void look() {
        if (!leadership.isLeader()) {
            leading = false;
            abnormal = Set.of();
            return;
        }
        if (!leading) {
            if (!remember()) {
                return;
            }
            news.set(true);
        }
        if (!news.getAndSet(false)) {
            return;
        }
        Map<String, VolumeCondition> current = current();
        Set<Claim> now = new HashSet<>();
        current.forEach((volume, condition) -> {
            ObjectReference claim = condition.abnormal() ? events.claimOf(volume) : null;
            if (claim != null) {
                now.add(new Claim(claim.getNamespace(), claim.getName()));
            }
        });
        abnormal = now;
        List<ConditionNews.Change> changes = conditions.next(current, PER_LOOK);
        if (!changes.isEmpty()) {
            news.set(true); // there may be more than can be told at once
            events.tell(changes);
        }
    }

    /** A new leader reads what was told before it; until it could it tells nothing. */
    private boolean remember() {
        if (clock.instant().isBefore(readAgain)) {
            return false;
        }
        try {
            conditions.reset(told.read());
            leading = true;
        } catch (KubernetesClientException e) {
            readAgain = clock.instant().plus(PATIENCE);
            LOG.warning(() -> "what was told of volumes' conditions cannot be read (" + e.getMessage()
                    + "); it is tried again in " + PATIENCE.toSeconds() + " s");
        }
        return leading;
    }

    /** Of every PersistentVolume whose owner is in sight and tells a condition. */
    private Map<String, VolumeCondition> current() {
        Topology topology = topologies.current();
        Map<String, VolumeCondition> current = new HashMap<>();
        for (PersistentVolume volume : cache.volumes().list()) {
            DriverId owner = drivers.owner(volume);
            DriverTopology driver = owner == null || topologies.blind(owner) ? null : topology.driver(owner);
            if (owner == null || driver == null) {
                continue;
            }
            Volume seen = driver.volume(drivers.volumeKey(owner, volume));
            if (seen != null && seen.condition() != null) {
                current.put(volume.getMetadata().getName(), seen.condition());
            }
        }
        return current;
    }

    @Override
    public void writeTo(StringBuilder text) {
        ScrapedSeries.ones(text, GAUGE, "persistentvolumeclaim", abnormal, Claim::namespace, Claim::name);
    }
}
