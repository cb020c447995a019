package org.storkee.testing.demo;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.storkee.api.VolumeReplicas;
import org.storkee.api.VolumeReplicasSpec;
import org.storkee.testing.simulator.StorageSimulator;

/**
 * What scenes play on: the cluster, Stork, the storage simulator, the console, and the record of what did not hold.
 *
 * @param console where the audience looks
 * @param client the administrator's client
 * @param stork the extender, over HTTP
 * @param storage the storage system
 * @param decisions what storage health decided
 * @param wrong what did not hold so far
 */
record Stage(
        Console console,
        KubernetesClient client,
        StorkHttp stork,
        StorageSimulator storage,
        DecisionsHttp decisions,
        List<String> wrong) {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    Stage(
            Console console,
            KubernetesClient client,
            StorkHttp stork,
            StorageSimulator storage,
            DecisionsHttp decisions) {
        this(console, client, stork, storage, decisions, new ArrayList<>());
    }

    /** Prints a claim and whether it holds; one that does not fails the demo. */
    void expect(String claim, boolean holds) {
        if (holds) {
            console.say("  " + console.paint(Console.Tone.GOOD, "ok    ") + claim);
        } else {
            console.say("  " + console.paint(Console.Tone.BAD, "WRONG ") + claim);
            wrong.add(claim);
        }
    }

    /** Waits up to a minute for something to come true; {@code what} completes "waited in vain until ...". */
    void await(String what, Callable<Boolean> check) {
        Awaitility.await("until " + what)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptionsMatching(e -> e instanceof IOException)
                .until(check);
    }

    /** Waits until a pod of the demo runs, and answers it. */
    Pod awaitRunning(String name) {
        await("pod " + name + " runs", () -> {
            Pod pod = pod(name);
            return pod != null
                    && pod.getMetadata().getDeletionTimestamp() == null
                    && "Running".equals(pod.getStatus().getPhase());
        });
        return pod(name);
    }

    /** A pod of the demo, or null. */
    Pod pod(String name) {
        return client.pods().inNamespace(Workloads.NAMESPACE).withName(name).get();
    }

    /** Nodes that hold a replica of a bound claim's volume. */
    List<String> replicas(String claim) {
        PersistentVolumeClaim bound = client.persistentVolumeClaims()
                .inNamespace(Workloads.NAMESPACE)
                .withName(claim)
                .get();
        return client
                .resources(VolumeReplicas.class)
                .withName(bound.getSpec().getVolumeName())
                .get()
                .getSpec()
                .getReplicas()
                .stream()
                .map(VolumeReplicasSpec.Replica::getNode)
                .toList();
    }

    /** Shows, for a pod that runs: where its data is, where it landed, why, and what events a user sees. */
    void show(Pod pod, String... claims) throws IOException, InterruptedException {
        String name = pod.getMetadata().getName();
        console.say("");
        console.say("  pod " + console.paint(Console.Tone.STRONG, name) + " landed on "
                + console.paint(Console.Tone.STRONG, pod.getSpec().getNodeName()));
        for (String claim : claims) {
            console.say("  replicas of " + claim + ": " + String.join(", ", replicas(claim)));
        }
        console.quote("explain, GET /explain?namespace=demo&pod=" + name, stork.explainText(Workloads.NAMESPACE, name));
        console.quote("events, as in kubectl describe pod " + name, events(pod));
    }

    /** Whether a pod has an event of this reason. */
    boolean hasEvent(Pod pod, String reason) {
        return eventsOf(pod).stream().anyMatch(event -> reason.equals(event.getReason()));
    }

    /** The events about one pod, and no other of its name. */
    String events(Pod pod) {
        StringBuilder text = new StringBuilder();
        for (Event event : eventsOf(pod)) {
            text.append("%-8s %-22s %s%n".formatted(event.getType(), event.getReason(), event.getMessage()));
        }
        return text.isEmpty() ? "none" : text.toString();
    }

    private List<Event> eventsOf(Pod pod) {
        return client.v1().events().inNamespace(Workloads.NAMESPACE).list().getItems().stream()
                .filter(event -> pod.getMetadata()
                        .getUid()
                        .equals(event.getInvolvedObject().getUid()))
                .sorted(Comparator.comparing(event -> event.getMetadata().getCreationTimestamp()))
                .toList();
    }
}
