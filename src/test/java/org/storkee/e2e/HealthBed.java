package org.storkee.e2e;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.storkee.testing.cluster.KubeletState;
import org.storkee.testing.cluster.StorkServer;

/** What tests of storage health do to a {@link Testbed} and ask of it. */
final class HealthBed {
    private static final Duration PLACED = Duration.ofSeconds(60);

    private final Testbed bed;
    private final StorkServer stork;
    private final Set<String> played = new TreeSet<>();

    HealthBed(Testbed bed, StorkServer stork) {
        this.bed = bed;
        this.stork = stork;
    }

    /** A StatefulSet of one pod on claim {@code data-NAME-0}, which must be there; its pods have two seconds' grace. */
    StatefulSet set(String name, String scheduler) {
        StatefulSet set = Workload.set(bed, scheduler, name, 1, "");
        PodTemplateSpec template = new PodTemplateSpecBuilder(set.getSpec().getTemplate())
                .editSpec()
                .withTerminationGracePeriodSeconds(2L)
                .endSpec()
                .build();
        return new StatefulSetBuilder(set)
                .editSpec()
                .withTemplate(template)
                .endSpec()
                .build();
    }

    /** Waits until a pod runs, and names its node. */
    String running(String pod) {
        await().atMost(PLACED).until(() -> runs(pod(pod)));
        return pod(pod).getSpec().getNodeName();
    }

    Pod pod(String name) {
        return bed.client.pods().inNamespace(bed.name).withName(name).get();
    }

    String uid(String pod) {
        return pod(pod).getMetadata().getUid();
    }

    /** Whether another pod of this name than {@code uid} runs on the node. */
    boolean movedTo(String name, String uid, String node) {
        Pod pod = pod(name);
        return runs(pod)
                && !pod.getMetadata().getUid().equals(uid)
                && node.equals(pod.getSpec().getNodeName());
    }

    private static boolean runs(Pod pod) {
        return pod != null
                && pod.getMetadata().getDeletionTimestamp() == null
                && pod.getStatus() != null
                && "Running".equals(pod.getStatus().getPhase());
    }

    /** Changes a kubelet until {@link #revive}. */
    void kubelet(String node, KubeletState state) {
        played.add(node);
        bed.cluster.setKubelet(node, state);
    }

    /** All kubelets live again. */
    void revive() {
        played.forEach(node -> bed.cluster.setKubelet(node, KubeletState.RUNNING));
        played.clear();
    }

    /** The page {@code /health-decisions} as text. */
    String decisions() {
        try {
            return stork.get(stork.managementUrl() + "/health-decisions?format=text")
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Prints a measured time, for whoever reads the log. */
    void took(String what, long sinceNanos) {
        System.out.printf("health: %s after %.1f s%n", what, (System.nanoTime() - sinceNanos) / 1e9);
    }
}
