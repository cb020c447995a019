package org.storkee.testing.cluster;

import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The kubelets of the played nodes: one KWOK process for running nodes, and a second one, started when the first node
 * hangs, that lacks the stage which finishes deletions. Both select their nodes by label; a dead node has neither.
 */
final class Kwok {
    private static final String LEASES = "kube-node-lease";

    private final ManagedProcess running;
    private final ManagedProcess hung;

    Kwok(ControlPlane controlPlane) {
        running = kwok(controlPlane, KubeletState.RUNNING, List.of("node.yaml", "pod-run.yaml", "pod-delete.yaml"));
        hung = kwok(controlPlane, KubeletState.HUNG, List.of("node.yaml", "pod-run.yaml"));
    }

    void start() {
        running.start();
    }

    void stop() {
        running.stop();
        hung.stop();
    }

    /**
     * Changes who plays the node's kubelet. The label takes effect when KWOK sees it, a moment later; the mark on the
     * node's pods holds from now on.
     */
    void set(KubernetesClient client, String node, KubeletState state) {
        if (state == KubeletState.HUNG && !hung.isAlive()) {
            hung.start();
        }
        if (state != KubeletState.DEAD) {
            releaseLease(client, node);
        }
        Edits.edit(
                client.nodes().withName(node),
                current -> new NodeBuilder(current)
                        .editMetadata()
                        .addToLabels(KubeletState.LABEL, state.label())
                        .endMetadata()
                        .build());
        String mark = state == KubeletState.RUNNING ? "null" : "\"" + state.label() + "\"";
        String patch = "{\"metadata\":{\"annotations\":{\"" + KubeletState.LABEL + "\":" + mark + "}}}";
        client.pods()
                .inAnyNamespace()
                .withField("spec.nodeName", node)
                .resources()
                .forEach(pod -> pod.patch(PatchContext.of(PatchType.JSON_MERGE), patch));
    }

    /** A lease without holder is taken over at once; with one, the next KWOK would wait until it expires. */
    private static void releaseLease(KubernetesClient client, String node) {
        var lease = client.leases().inNamespace(LEASES).withName(node);
        if (lease.get() != null) {
            Edits.edit(
                    lease,
                    current -> new LeaseBuilder(current)
                            .editSpec()
                            .withHolderIdentity(null)
                            .endSpec()
                            .build());
        }
    }

    private static ManagedProcess kwok(ControlPlane controlPlane, KubeletState plays, List<String> stages) {
        Path folder = Repository.root().resolve("src/test/cluster/stages");
        List<String> flags = new ArrayList<>(List.of(
                "--kubeconfig=" + controlPlane.kubeconfig("kwok-" + plays.label(), "system:masters"),
                "--manage-nodes-with-label-selector=" + KubeletState.LABEL + "=" + plays.label(),
                "--node-lease-duration-seconds=40",
                "--cidr=10.244.0.0/16"));
        stages.forEach(stage -> flags.add("--config=" + folder.resolve(stage)));
        return controlPlane.process("kwok", "kwok-" + plays.label(), flags);
    }
}
