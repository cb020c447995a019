package org.storkee.storage;

import io.fabric8.kubernetes.api.model.Node;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.storkee.cluster.ClusterCache;

/** Feeds nodes into the topology, starts the drivers once the cluster cache has synced, and gives them their tick. */
@Startup
@Singleton
@DependsOn("ClusterTimer")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class StorageTimer {
    private static final Logger LOG = Logger.getLogger(StorageTimer.class.getName());
    private static final long BEAT_MILLIS = 100;
    private static final int BEATS_PER_TICK = 20;
    /** For so long each beat is a tick, while drivers have not looked: the server is not ready before they have. */
    private static final int BEATS_OF_START = 100;

    private boolean started;
    private int beats;
    private int beatsOfStart = BEATS_OF_START;

    @Resource
    TimerService timers;

    @Inject
    ClusterCache cache;

    @Inject
    DriverRegistry drivers;

    @Inject
    TopologyService topologies;

    @Inject
    DriverMetrics metrics;

    @Inject
    DriverSight sight;

    @PostConstruct
    void start() {
        cache.nodes()
                .onChange(
                        topologies::nodeChanged,
                        (Node n) -> topologies.nodeDeleted(n.getMetadata().getName()));
        timers.createIntervalTimer(0, BEAT_MILLIS, new TimerConfig("storage-tick", false));
    }

    /** Beats fast for quick starts and fine deadlines; a driver's tick comes every 2 s. The timer never overlaps itself. */
    @Timeout
    void beat() {
        try {
            if (!started && cache.ready()) {
                started = true;
                drivers.start(topologies);
            }
            if (started) {
                drivers.beat();
            }
            beats = (beats + 1) % BEATS_PER_TICK;
            if (started && (beats == 0 || starting())) {
                drivers.tick();
                metrics.refresh();
                sight.look();
            }
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "a storage tick failed; the next beat tries again", e);
        }
    }

    private boolean starting() {
        if (beatsOfStart > 0) {
            beatsOfStart = drivers.observed() ? 0 : beatsOfStart - 1;
        }
        return beatsOfStart > 0;
    }
}
