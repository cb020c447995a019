package org.storkee.health;

import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Logger;
import org.eclipse.microprofile.metrics.MetricID;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.jspecify.annotations.Nullable;
import org.storkee.cluster.ClusterCache;
import org.storkee.cluster.EventRecorder;
import org.storkee.cluster.Leadership;
import org.storkee.storage.DriverId;
import org.storkee.storage.DriverRegistry;
import org.storkee.storage.DriverTopology;
import org.storkee.storage.PodVolumes;
import org.storkee.storage.Topology;
import org.storkee.storage.TopologyChanged;
import org.storkee.storage.TopologyService;
import org.storkee.storage.VolumeCondition;

/**
 * Tells what storage systems say of their volumes' health, where people look: on the PersistentVolume, its claim and the
 * pods that use it, once per change, and as a gauge. The leader only.
 */
@ApplicationScoped
class VolumeConditions {
    /** As many volumes a second: a storage system that fails whole must not flood the API server with events. */
    private static final int PER_LOOK = 20;

    private static final Logger LOG = Logger.getLogger(VolumeConditions.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ConditionNews conditions = new ConditionNews();
    private final AtomicBoolean news = new AtomicBoolean();
    private final Set<MetricID> published = new HashSet<>();
    private boolean leading;
    private Instant readAgain = Instant.MIN;

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
    EventRecorder events;

    @Inject
    MetricRegistry metrics;

    @Inject
    Clock clock;

    /** Begins to listen; called once, by the timer. */
    void start() {
        cache.volumes().onChange(volume -> news.set(true), volume -> {
            synchronized (this) {
                conditions.forget(volume.getMetadata().getName());
            }
        });
    }

    void topologyChanged(@Observes TopologyChanged event) {
        news.set(true);
    }

    /** Compares what was told with what is, if anything is news; called every second or so. */
    synchronized void look() {
        if (!leadership.isLeader()) {
            leading = false;
            publish(Set.of());
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
        Set<MetricID> abnormal = new HashSet<>();
        current.forEach((volume, condition) -> {
            ObjectReference claim = condition.abnormal() ? claimOf(volume) : null;
            if (claim != null) {
                abnormal.add(new MetricID(
                        "stork_volume_abnormal",
                        new Tag("namespace", claim.getNamespace()),
                        new Tag("persistentvolumeclaim", claim.getName())));
            }
        });
        publish(abnormal);
        List<ConditionNews.Change> changes = conditions.next(current, PER_LOOK);
        if (!changes.isEmpty()) {
            news.set(true); // there may be more than can be told at once
            Map<String, List<Pod>> users = users();
            changes.forEach(change -> tell(change, users));
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
            org.storkee.storage.Volume seen = driver.volume(drivers.volumeKey(owner, volume));
            if (seen != null && seen.condition() != null) {
                current.put(volume.getMetadata().getName(), seen.condition());
            }
        }
        return current;
    }

    private void publish(Set<MetricID> wanted) {
        published.removeIf(id -> !wanted.contains(id) && metrics.remove(id));
        for (MetricID id : wanted) {
            if (published.add(id)) {
                // Not gauge(id, ...), which loses the tags on Liberty.
                metrics.gauge(id.getName(), () -> 1, id.getTagsAsArray());
            }
        }
    }

    private @Nullable ObjectReference claimOf(String name) {
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
        tell(reference("PersistentVolume", null, change.volume(), null), change);
        ObjectReference claim = claimOf(change.volume());
        if (claim == null) {
            return;
        }
        tell(reference("PersistentVolumeClaim", claim.getNamespace(), claim.getName(), claim.getUid()), change);
        for (Pod pod : users.getOrDefault(claim.getNamespace() + "/" + claim.getName(), List.of())) {
            tell(
                    reference(
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

    private static ObjectReference reference(
            String kind, @Nullable String namespace, String name, @Nullable String uid) {
        return new ObjectReferenceBuilder()
                .withApiVersion("v1")
                .withKind(kind)
                .withNamespace(namespace)
                .withName(name)
                .withUid(uid)
                .build();
    }
}
