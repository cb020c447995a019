package org.storkee.testing.bench;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.storkee.testing.StatefulSets;
import org.storkee.testing.cluster.KubeletState;
import org.storkee.testing.cluster.NodeGroup;
import org.storkee.testing.cluster.TestCluster;
import org.storkee.testing.simulator.PresetVolume;
import org.storkee.testing.simulator.SimulatedNode;
import org.storkee.testing.simulator.StorageSimulator;

/**
 * StatefulSets of one pod, each on two replicas' nodes of its own, and what happens when the one the pod runs on fails. One
 * run begins a little after the other, so that they meet every phase of Stork's beat; all failed nodes together are fewer
 * than the share of machines that stops it.
 */
final class Failures implements AutoCloseable {
    private static final String NAMESPACE = "failures";
    private static final Duration BETWEEN = Duration.ofMillis(1_370);
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    /** Nodes for each run: two pairs, of which two nodes fail, and two that make up the number. */
    private static final int NODES_PER_RUN = 6;

    private final TestCluster cluster;
    private final KubernetesClient client;
    private final int runs;
    private final int grace;
    private final StorageSimulator storage;
    private final SharedIndexInformer<Pod> pods;
    private final Map<String, Long> failed = new ConcurrentHashMap<>();
    private final Map<String, Long> deleted = new ConcurrentHashMap<>();
    private final Map<String, Long> running = new ConcurrentHashMap<>();
    private final Map<String, String> formerUids = new ConcurrentHashMap<>();

    Failures(TestCluster cluster, int runs, int grace) {
        this.cluster = cluster;
        this.runs = runs;
        this.grace = grace;
        client = cluster.client();
        cluster.addNodes(NodeGroup.of("f", runs * NODES_PER_RUN).zones("a", "b", "c"));
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .endMetadata()
                        .build())
                .create();
        storage = StorageSimulator.start(
                client,
                IntStream.rangeClosed(1, runs * NODES_PER_RUN)
                        .mapToObj(i -> SimulatedNode.of("f-" + i, 100L << 30))
                        .toList());
        pods = client.pods().inNamespace(NAMESPACE).inform(new Watch());
    }

    /** The storage goes Offline; the kubelet lives. */
    FailureTimes offline() {
        return fail("storage Offline, kubelet alive", 0, node -> storage.fail(node, false));
    }

    /** The node is dead, and the storage vouches for it. */
    FailureTimes deadAndFenced() {
        return fail("node dead, storage Offline and fenced", 1, node -> {
            cluster.setKubelet(node, KubeletState.DEAD);
            storage.fail(node, true);
        });
    }

    private FailureTimes fail(String what, int kind, java.util.function.Consumer<String> failure) {
        List<String> names = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            String set = (kind == 0 ? "offline-" : "dead-") + run;
            names.add(set + "-0");
            int first = run * NODES_PER_RUN + kind * 2 + 1;
            storage.createBoundVolume(new PresetVolume(
                    NAMESPACE, "data-" + set + "-0", "1Gi", List.of("f-" + first, "f-" + (first + 1)), Map.of()));
            client.resource(set(set)).create();
        }
        await(what + ": the pods run", () -> names.stream().allMatch(name -> runs(pod(name))));
        for (String name : names) {
            Pod pod = pod(name);
            formerUids.put(name, pod.getMetadata().getUid());
            failed.put(name, System.nanoTime());
            failure.accept(pod.getSpec().getNodeName());
            Awaitility.await().pollDelay(BETWEEN).until(() -> true);
        }
        await(what + ": the pods run elsewhere", () -> running.keySet().containsAll(names));
        return new FailureTimes(what, seconds(names, deleted::get), seconds(names, running::get));
    }

    private List<Double> seconds(List<String> names, ToLongFunction<String> at) {
        Function<String, Double> took = name -> Figures.round((at.applyAsLong(name) - failed.get(name)) / 1e9);
        return names.stream().map(took).toList();
    }

    private static void await(String what, java.util.concurrent.Callable<Boolean> check) {
        try {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(200))
                    .until(check);
        } catch (ConditionTimeoutException e) {
            throw new BenchException("waited in vain until " + what, e);
        }
    }

    private Pod pod(String name) {
        return pods.getStore().getByKey(NAMESPACE + "/" + name);
    }

    private static boolean runs(Pod pod) {
        return pod != null
                && pod.getMetadata().getDeletionTimestamp() == null
                && "Running".equals(pod.getStatus().getPhase());
    }

    private StatefulSet set(String name) {
        PodSpec pod = new PodSpecBuilder()
                .withSchedulerName("stork")
                .withTerminationGracePeriodSeconds((long) grace)
                .addNewContainer()
                .withName("main")
                .withImage("registry.k8s.io/pause:3.10")
                .endContainer()
                .build();
        return StatefulSets.withData(StatefulSets.of(NAMESPACE, name, 1, pod), "", "1Gi");
    }

    @Override
    public void close() {
        pods.close();
        storage.close();
    }

    /** Takes the times as the API server's news arrive. */
    private final class Watch implements ResourceEventHandler<Pod> {
        @Override
        public void onAdd(Pod pod) {
            changed(pod);
        }

        @Override
        public void onUpdate(Pod former, Pod pod) {
            changed(pod);
        }

        @Override
        public void onDelete(Pod pod, boolean stateUnknown) {
            deleted(pod);
        }

        private void changed(Pod pod) {
            String name = pod.getMetadata().getName();
            if (pod.getMetadata().getDeletionTimestamp() != null) {
                deleted(pod);
            } else if (runs(pod)
                    && formerUids.containsKey(name)
                    && !formerUids.get(name).equals(pod.getMetadata().getUid())) {
                running.putIfAbsent(name, System.nanoTime());
            }
        }

        private void deleted(Pod pod) {
            if (pod.getMetadata()
                    .getUid()
                    .equals(formerUids.get(pod.getMetadata().getName()))) {
                deleted.putIfAbsent(pod.getMetadata().getName(), System.nanoTime());
            }
        }
    }
}
