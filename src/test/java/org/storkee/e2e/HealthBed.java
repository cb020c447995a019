package org.storkee.e2e;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachmentBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.storkee.testing.cluster.Edits;
import org.storkee.testing.cluster.KubeletState;
import org.storkee.testing.cluster.StorkServer;

/** What tests of storage health do to a {@link Testbed} and ask of it. */
final class HealthBed {
    private static final Duration PLACED = Duration.ofSeconds(60);
    private static final String OWNER = "owner";
    private static final String REFUSAL = "storkee-test-refuses-deletions";

    private final Testbed bed;
    private final StorkServer stork;
    private final Set<String> played = new TreeSet<>();
    private String ownerUid;

    HealthBed(Testbed bed, StorkServer stork) {
        this.bed = bed;
        this.stork = stork;
    }

    /** A StatefulSet of one pod on claim {@code data-NAME-0}, which must be there; its pods have two seconds' grace. */
    StatefulSet set(String name) {
        return new StatefulSetBuilder(Workload.set(bed, "stork", name, 1, ""))
                .editSpec()
                .editTemplate()
                .editSpec()
                .withTerminationGracePeriodSeconds(2L)
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    /** A pod of scheduler stork that is on a node from the start. */
    Pod standing(String name, String node, String... claims) {
        return new PodBuilder(Workload.standing(bed, name, node, "10m", claims))
                .editSpec()
                .withSchedulerName("stork")
                .withTerminationGracePeriodSeconds(2L)
                .endSpec()
                .build();
    }

    /** The same pod of a scheduler that does not ask Stork. */
    Pod foreign(Pod pod) {
        return new PodBuilder(pod)
                .editSpec()
                .withSchedulerName("another")
                .endSpec()
                .build();
    }

    /** An object that {@link #owned} pods belong to; nothing makes them anew. */
    void createOwner() {
        ownerUid = bed.client
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withNamespace(bed.name)
                        .withName(OWNER)
                        .endMetadata()
                        .build())
                .create()
                .getMetadata()
                .getUid();
    }

    /** The same pod with a controller. */
    Pod owned(Pod pod) {
        return new PodBuilder(pod)
                .editMetadata()
                .addNewOwnerReference()
                .withApiVersion("v1")
                .withKind("ConfigMap")
                .withName(OWNER)
                .withUid(ownerUid)
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .build();
    }

    /** Waits until a pod runs, and names its node. */
    String running(String pod) {
        await().atMost(PLACED).until(() -> runs(pod(pod)));
        return pod(pod).getSpec().getNodeName();
    }

    /** Whether every pod of the namespace runs. */
    boolean allRun() {
        return bed.client.pods().inNamespace(bed.name).list().getItems().stream()
                .allMatch(HealthBed::runs);
    }

    Pod pod(String name) {
        return bed.client.pods().inNamespace(bed.name).withName(name).get();
    }

    /** Empty when there is no such pod. */
    String uid(String name) {
        Pod pod = pod(name);
        return pod == null ? "" : pod.getMetadata().getUid();
    }

    /** Whether a pod of this name runs and is not ending. */
    boolean runs(String name) {
        return runs(pod(name));
    }

    boolean runsOn(String name, String node) {
        Pod pod = pod(name);
        return runs(pod) && node.equals(pod.getSpec().getNodeName());
    }

    /** Whether the pod runs on any node but this one. */
    boolean runsOff(String name, String node) {
        Pod pod = pod(name);
        return runs(pod) && !node.equals(pod.getSpec().getNodeName());
    }

    /** Whether another pod of this name than {@code uid} runs on the node. */
    boolean movedTo(String name, String uid, String node) {
        return !uid.equals(uid(name)) && runsOn(name, node);
    }

    private static boolean runs(Pod pod) {
        return pod != null
                && pod.getMetadata().getDeletionTimestamp() == null
                && pod.getStatus() != null
                && "Running".equals(pod.getStatus().getPhase());
    }

    /** A VolumeAttachment nobody works on. */
    void attach(String name, String attacher, String volume, String node) {
        bed.client
                .resource(new VolumeAttachmentBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .withNewSpec()
                        .withAttacher(attacher)
                        .withNodeName(node)
                        .withNewSource()
                        .withPersistentVolumeName(volume)
                        .endSource()
                        .endSpec()
                        .build())
                .create();
    }

    /** Keeps new pods from a node, or lets them come again. */
    void cordon(String node, boolean on) {
        Edits.cordon(bed.client, node, on);
    }

    /** The value of the node's out-of-service taint, or null. */
    String outOfService(String node) {
        return bed.client.nodes().withName(node).get().getSpec().getTaints().stream()
                .filter(taint -> "node.kubernetes.io/out-of-service".equals(taint.getKey()))
                .map(io.fabric8.kubernetes.api.model.Taint::getValue)
                .findFirst()
                .orElse(null);
    }

    /** How many events of a reason Stork wrote about an object, in whatever namespace. */
    long told(String object, String reason) {
        return bed
                .client
                .v1()
                .events()
                .inAnyNamespace()
                .withField("involvedObject.name", object)
                .list()
                .getItems()
                .stream()
                .filter(event -> event.getSource() != null
                        && "stork".equals(event.getSource().getComponent()))
                .filter(event -> reason.equals(event.getReason()))
                .count();
    }

    VolumeAttachment attachment(String name) {
        return bed.client.storage().v1().volumeAttachments().withName(name).get();
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

    /** From now on the API server refuses that Stork deletes pods of the namespace. */
    void refuseDeletions() {
        apply("""
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicy
                metadata: {name: %1$s}
                spec:
                  failurePolicy: Fail
                  matchConstraints:
                    resourceRules:
                      - {apiGroups: [""], apiVersions: [v1], operations: [DELETE], resources: [pods]}
                  validations:
                    - {expression: "request.namespace != '%2$s'", message: refused for a test}
                ---
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicyBinding
                metadata: {name: %1$s}
                spec: {policyName: %1$s, validationActions: [Deny]}
                """.formatted(REFUSAL, bed.name));
        await().atMost(PLACED).until(() -> {
            try {
                bed.client
                        .pods()
                        .inNamespace(bed.name)
                        .withName("refused")
                        .dryRun()
                        .delete();
                return false;
            } catch (io.fabric8.kubernetes.client.KubernetesClientException e) {
                return true;
            }
        });
    }

    /** Ends {@link #refuseDeletions}, or does nothing. */
    void admitDeletions() {
        bed.cluster.kubectl(
                "delete",
                "--ignore-not-found",
                "validatingadmissionpolicybindings,validatingadmissionpolicies",
                REFUSAL);
    }

    private void apply(String manifests) {
        bed.client
                .load(new java.io.ByteArrayInputStream(manifests.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .create();
    }

    /** What was told about the installation as a whole, on the leader's Lease, as {@code reason: message}. */
    List<String> toldOfStork() {
        return bed.client.v1().events().inNamespace("kube-system").list().getItems().stream()
                .filter(event -> "Lease".equals(event.getInvolvedObject().getKind()))
                .filter(event -> "stork".equals(event.getInvolvedObject().getName()))
                .map(event -> event.getReason() + ": " + event.getMessage())
                .toList();
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
