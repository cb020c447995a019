package org.storkee.drivers.local;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.storkee.cluster.ApiServer;
import org.storkee.cluster.ClusterCache;
import org.storkee.storage.DriverId;
import org.storkee.storage.Soon;
import org.storkee.storage.StorageView;
import org.storkee.storage.TopologyCapability;
import org.storkee.storage.ViewSink;

/**
 * Kubernetes' own local volumes, from the nodes and volumes the cluster cache watches anyway; published at most every
 * 50 ms, confirmed while both watches are connected and the API server answers. Thread-safe.
 */
@ApplicationScoped
public class LocalDriver implements TopologyCapability {
    private final LocalPicture picture = new LocalPicture();
    private final Soon publishing = new Soon();
    private volatile @Nullable ViewSink sink;
    private volatile boolean published;
    private volatile boolean failed;
    private volatile Instant fineAt = Instant.EPOCH;
    /** How long a watch may be cut before that is a failure. */
    Duration patience = Duration.ofSeconds(10);

    private boolean complete;

    @Inject
    ClusterCache cache;

    @Inject
    ApiServer apiServer;

    @Inject
    Clock clock;

    @Resource
    ManagedScheduledExecutorService scheduler;

    @Override
    public String type() {
        return LocalPicture.ID.type();
    }

    @Override
    public int precedence() {
        return 150;
    }

    @Override
    public void start(ViewSink to) {
        sink = to;
        fineAt = clock.instant();
        cache.nodes().onChange(node -> apply(picture::put, node), node -> apply(picture::remove, node));
        cache.volumes().onChange(volume -> apply(picture::put, volume), volume -> apply(picture::remove, volume));
        publishSoon();
    }

    private <T> void apply(Consumer<T> change, T object) {
        synchronized (picture) {
            change.accept(object);
        }
        publishSoon();
    }

    @Override
    public void tick() {
        ViewSink to = sink;
        if (to == null) {
            return;
        }
        String trouble = trouble();
        if (trouble == null) {
            fineAt = clock.instant();
            if (published) {
                to.confirm(LocalPicture.ID);
            } else {
                publishSoon();
            }
        } else if (clock.instant().isAfter(fineAt.plus(patience))) {
            failed = true;
            to.failed(LocalPicture.ID, trouble);
        }
    }

    /** Why what is in memory may be old, or null. */
    private @Nullable String trouble() {
        if (!apiServer.reachable()) {
            return "the API server is unreachable, so what is known of nodes and volumes may be old";
        }
        return cache.nodes().watching() && cache.volumes().watching()
                ? null
                : "the watch on nodes or persistentvolumes is cut";
    }

    @Override
    public boolean observed() {
        return published || failed;
    }

    @Override
    public void stop() {
        // The cluster cache ends the watches.
    }

    @Override
    public @Nullable DriverId owner(PersistentVolume volume) {
        return published && LocalPicture.isLocal(volume) ? LocalPicture.ID : null;
    }

    @Override
    public @Nullable DriverId owner(String provisioner) {
        return published && provisioner.equals(LocalPicture.NO_PROVISIONER) ? LocalPicture.ID : null;
    }

    @Override
    public String volumeKey(PersistentVolume volume) {
        return volume.getMetadata().getName();
    }

    /** Nothing to look up: the volume is its PersistentVolume, whose watch brings it within milliseconds. */
    @Override
    public void lookUp(DriverId driver, String volumeKey) {
        publishSoon();
    }

    private void publishSoon() {
        publishing.run(this::publish, scheduler);
    }

    private void publish() {
        ViewSink to = sink;
        if (to == null || !cache.nodes().synced() || !cache.volumes().synced()) {
            return; // half a picture would make volumes look as if their nodes were gone
        }
        synchronized (picture) {
            if (!complete) {
                cache.nodes().list().forEach(picture::put); // listed, but not every callback has come yet
                cache.volumes().list().forEach(picture::put);
                complete = true;
            }
            StorageView view = picture.changedView();
            if (view != null) {
                published = true;
                to.publish(view);
            }
        }
    }
}
