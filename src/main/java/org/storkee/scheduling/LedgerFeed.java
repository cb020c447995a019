package org.storkee.scheduling;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.storkee.cluster.ApiServer;
import org.storkee.cluster.ClusterCache;
import org.storkee.cluster.Readiness;
import org.storkee.storage.DriverRegistry;
import org.storkee.storage.Topology;
import org.storkee.storage.TopologyChanged;
import org.storkee.storage.TopologyService;

/**
 * Tells the {@link CapacityLedger} what the cluster decided: level-triggered from claims and pods, so that a restart
 * rebuilds the same books from the caches before the server is ready.
 */
@ApplicationScoped
class LedgerFeed implements Readiness {
    private volatile boolean rebuilt;
    private LedgerEntries entries;
    private GivenUp givenUp;

    @Inject
    ApiServer apiServer;

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

    @PostConstruct
    void init() {
        entries = new LedgerEntries(
                ledger,
                cache,
                pod -> cache.pods()
                        .get(pod.getMetadata().getNamespace(), pod.getMetadata().getName()),
                drivers,
                clock);
        givenUp = new GivenUp(ledger, clock);
    }

    /** Begins to listen; called once, by the timer. */
    void start() {
        cache.claims().onChange(thenLook(entries::claim), thenLook(entries::deleted));
        cache.volumes().onChange(entries::volume, volume -> {});
        cache.pods()
                .onChange(
                        entries::pod,
                        thenLook(pod ->
                                ledger.gone(String.valueOf(pod.getMetadata().getUid()))));
    }

    private <T> Consumer<T> thenLook(Consumer<T> step) {
        return step.andThen(object -> wakeUps.lookSoon());
    }

    /** New capacities: the ledger settles. The first time, all books are made from the caches. */
    void topologyChanged(@Observes TopologyChanged event) {
        ledger.observe(topologies::current);
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
        cache.claims().list().forEach(entries::claim);
        cache.pods().list().forEach(entries::pod);
    }

    /** Frees offers of pods the scheduler gave up, and charges that ended unseen or timed out; called by the timer. */
    void sweep() {
        boolean current = apiServer.reachable()
                && cache.pods().watching()
                && cache.claims().watching();
        if (givenUp.sweep(current, cache.pods()::list)) {
            wakeUps.lookSoon();
        }
        Set<String> charged = ledger.claims();
        if (!charged.isEmpty()) {
            entries.lookAgain(charged, cache.claims().list());
        }
        ledger.observe(topologies::current);
        rebuildOnce(topologies.current()); // also when the last driver failed, which changes no topology
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
