package org.storkee.cluster;

import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Elects one replica for work that must be done once, by a Lease with upstream's timings (15 s lease, 10 s renew
 * deadline, less than 2 s between two tries). Losing it ends the term, not the process: the replica runs for the next one.
 *
 * <p>A replica leads only while its last renewal is younger than the renew deadline, whatever its threads are doing: when
 * the API server hangs, or the machine stood still for a while, it stops before another may begin.
 */
@ApplicationScoped
public class Leadership {
    private static final Logger LOG = Logger.getLogger(Leadership.class.getName());
    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final Duration RENEW_DEADLINE = Duration.ofSeconds(10);
    /** Between two tries lie 0.8 to 1.8 s: the client adds up to 120 % at random. */
    private static final Duration RETRY = Duration.ofMillis(800);

    @Inject
    KubernetesClient client;

    @Inject
    ManagedResources resources;

    @Inject
    MetricRegistry metrics;

    @Inject
    @ConfigProperty(name = "stork.leader-election.enabled")
    boolean enabled;

    @Inject
    @ConfigProperty(name = "stork.leader-election.name")
    String lease;

    @Inject
    @ConfigProperty(name = "stork.leader-election.namespace")
    Optional<String> namespace;

    private volatile boolean leader;
    private volatile boolean stopped;
    private volatile @Nullable CompletableFuture<?> term;
    private volatile @Nullable TimedLock lock;

    /**
     * True while this replica holds the Lease; always true when election is switched off. Ask right before each write:
     * the answer may change from one moment to the next.
     */
    public boolean isLeader() {
        TimedLock held = lock;
        return leader && (held == null || held.renewedWithin(RENEW_DEADLINE));
    }

    /** The Lease's name and namespace, for events about the installation as a whole. */
    public ObjectReference lease() {
        return new ObjectReferenceBuilder()
                .withApiVersion("coordination.k8s.io/v1")
                .withKind("Lease")
                .withNamespace(lockNamespace())
                .withName(lease)
                .build();
    }

    /** Runs for election again and again until {@link #stop()}; blocks, so call it on a thread of its own. */
    void run() {
        metrics.gauge("stork_leader", () -> isLeader() ? 1 : 0);
        leader = !enabled;
        String identity = Optional.ofNullable(System.getenv("HOSTNAME")).orElse("stork") + "-" + UUID.randomUUID();
        while (enabled && !stopped) {
            try {
                TimedLock timed = new TimedLock(new LeaseLock(lockNamespace(), lease, identity));
                lock = timed;
                CompletableFuture<?> current = client.leaderElector()
                        .withConfig(new LeaderElectionConfigBuilder()
                                .withName(lease)
                                .withLeaseDuration(LEASE)
                                .withRenewDeadline(RENEW_DEADLINE)
                                .withRetryPeriod(RETRY)
                                .withReleaseOnCancel(true)
                                .withLock(timed)
                                .withLeaderCallbacks(new LeaderCallbacks(() -> led(true), () -> led(false), id -> {}))
                                .build())
                        .build()
                        .start();
                term = current;
                if (stopped) {
                    current.cancel(true);
                }
                current.join();
            } catch (CancellationException | CompletionException e) {
                LOG.log(Level.FINE, "a term of leadership ended", e);
            } catch (RuntimeException e) {
                LOG.log(
                        Level.WARNING,
                        "running for leader failed; it is tried again in " + RETRY.toMillis() + " ms",
                        e);
            }
            led(false);
            pause();
        }
    }

    private void led(boolean now) {
        if (leader != now) {
            LOG.info(now ? "this replica leads now" : "this replica no longer leads");
        }
        leader = now;
    }

    private String lockNamespace() {
        return namespace.or(() -> Optional.ofNullable(client.getNamespace())).orElse("kube-system");
    }

    private void pause() {
        try {
            Thread.sleep(RETRY);
        } catch (InterruptedException e) {
            stopped = true;
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the term and gives the Lease back; called once, at shutdown, while the client still works. */
    void stop() {
        stopped = true;
        CompletableFuture<?> current = term;
        if (current != null) {
            BoundedStop.run("giving the leader's Lease back", () -> current.cancel(true));
        }
    }
}
