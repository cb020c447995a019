package org.storkee.testing.bench;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.storkee.testing.bench.ApiWriter.Write;
import org.storkee.testing.cluster.Scheduler;
import org.storkee.testing.cluster.SchedulerOptions;
import org.storkee.testing.cluster.StorkServer;
import org.storkee.testing.cluster.TestCluster;

/**
 * Places the same pods, each with a bound volume, again and again: by a scheduler that asks the extender, by one that
 * does not, and by one that asks a {@link BareExtender}, in turn, so that a slow minute of the machine hits all. A
 * round's pods are created while its scheduler is frozen; the clock runs from the first binding to the last.
 */
final class SchedulerRace {
    private static final String WITH = "bench-with-extender";
    private static final String WITHOUT = "bench-without-extender";
    private static final String BARE = "bench-bare-extender";
    private static final String PODS = "/api/v1/namespaces/" + WorldObjects.NAMESPACE + "/pods";
    private static final String FORCE = "{\"apiVersion\":\"v1\",\"kind\":\"DeleteOptions\",\"gracePeriodSeconds\":0}";
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final KubernetesClient client;
    private final ApiWriter writer;
    private final int nodes;
    private int round;
    private int nextToData;
    private int placed;

    SchedulerRace(KubernetesClient client, int nodes) {
        this.client = client;
        this.nodes = nodes;
        writer = new ApiWriter(client);
    }

    /**
     * Starts the schedulers, races them, stops them.
     *
     * @param limits what each scheduler's options become before it starts: how often it may call the API server
     */
    Throughput run(
            TestCluster cluster, StorkServer server, UnaryOperator<SchedulerOptions> limits, int pods, int rounds) {
        List<Double> with = new ArrayList<>();
        List<Double> without = new ArrayList<>();
        List<Double> bare = new ArrayList<>();
        try (BareExtender nothing = new BareExtender();
                Scheduler asking = cluster.startScheduler(limits.apply(server.scheduler(WITH)));
                Scheduler plain = cluster.startScheduler(limits.apply(SchedulerOptions.plain(WITHOUT)));
                Scheduler bound = cluster.startScheduler(limits.apply(SchedulerOptions.asking(nothing.url(), BARE)))) {
            List<Runnable> lanes = List.of(
                    () -> with.add(placeNextToData(asking, pods)),
                    () -> without.add(place(plain, WITHOUT, pods)),
                    () -> bare.add(place(bound, BARE, pods)));
            place(asking, WITH, pods / 2);
            place(plain, WITHOUT, pods / 4);
            place(bound, BARE, pods / 4);
            for (int i = 0; i < rounds; i++) {
                for (int lane = 0; lane < lanes.size(); lane++) {
                    lanes.get((i + lane) % lanes.size()).run();
                }
            }
        }
        return Throughput.of(nodes, Figures.median(with), Figures.median(without), Figures.median(bare));
    }

    private double placeNextToData(Scheduler scheduler, int pods) {
        placed = 0;
        nextToData = 0;
        double rate = place(scheduler, WITH, pods);
        if (nextToData < placed) {
            throw new BenchException((placed - nextToData) + " of " + placed
                    + " pods landed away from their data, though every node has room: see "
                    + scheduler.process().log());
        }
        return rate;
    }

    /** Pods per second of one round. */
    private double place(Scheduler scheduler, String profile, int pods) {
        String label = "round-" + round++;
        Map<String, Long> bound = new ConcurrentHashMap<>();
        CountDownLatch missing = new CountDownLatch(pods);
        scheduler.process().pause();
        try (Watch watch = watch(label, bound, missing)) {
            writer.send(IntStream.range(0, pods)
                    .mapToObj(i -> List.of(
                            Write.create(PODS, WorldObjects.pod(label + "-" + i, profile, label, "", volumeOf(i))))));
            scheduler.process().resume();
            if (!missing.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new BenchException(missing.getCount() + " of " + pods + " pods are not placed after "
                        + LIMIT.toSeconds() + " s: see " + scheduler.process().log());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        } finally {
            scheduler.process().resume();
            writer.send(new Write("DELETE", PODS + "?labelSelector=round%3D" + label, FORCE));
        }
        long first = bound.values().stream().mapToLong(Long::longValue).min().orElseThrow();
        long last = bound.values().stream().mapToLong(Long::longValue).max().orElseThrow();
        return Figures.round((pods - 1) / ((last - first) / 1e9));
    }

    private Watch watch(String label, Map<String, Long> bound, CountDownLatch missing) {
        return client.pods()
                .inNamespace(WorldObjects.NAMESPACE)
                .withLabel("round", label)
                .withoutField("spec.nodeName", "")
                .watch(new Watcher<>() {
                    @Override
                    public void eventReceived(Action action, Pod pod) {
                        long now = System.nanoTime();
                        if (action == Action.ADDED
                                && bound.putIfAbsent(pod.getMetadata().getName(), now) == null) {
                            count(pod);
                            missing.countDown();
                        }
                    }

                    @Override
                    public void onClose(WatcherException cause) {
                        System.err.println("the watch that counts placed pods ended: " + cause.getMessage());
                    }
                });
    }

    private void count(Pod pod) {
        String claim =
                pod.getSpec().getVolumes().getFirst().getPersistentVolumeClaim().getClaimName();
        int volume = Integer.parseInt(claim.substring(claim.indexOf('-') + 1));
        Set<String> near = IntStream.of(World.replicas(volume))
                .filter(World::online)
                .mapToObj(WorldObjects::nodeName)
                .collect(java.util.stream.Collectors.toSet());
        placed++;
        nextToData += near.contains(pod.getSpec().getNodeName()) ? 1 : 0;
    }

    /** Volumes from all over the cluster, the same ones in every round. */
    private int volumeOf(int pod) {
        return pod * 7 % (2 * nodes);
    }
}
