package org.storkee.testing.demo;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;

/** The nodes with the data have no CPU left: the pod goes elsewhere, but only where the driver can serve it. */
final class FullNodesScene implements Scene {
    private static final List<String> FULL = List.of("n7", "n10");

    @Override
    public String title() {
        return "The replica nodes n7 and n10 are full; n11 and n12 are empty but carry no driver";
    }

    @Override
    public void play(Stage stage) throws Exception {
        stage.storage().createBoundVolume(Workloads.NAMESPACE, "crowded", "1Gi", FULL.toArray(String[]::new));
        for (String node : FULL) {
            fill(stage, node);
        }
        stage.client().resource(Workloads.pod("crowded", Map.of(), "crowded")).create();
        Pod pod = stage.awaitRunning("crowded");
        stage.await("the pod is told that its data is elsewhere", () -> stage.hasEvent(pod, "NonOptimumScheduling"));
        stage.show(pod, "crowded");
        String node = pod.getSpec().getNodeName();
        stage.expect(
                "it runs on another node of the driver, in zone "
                        + Layout.places().get(node).zone(),
                Layout.storageNodes().contains(node) && !FULL.contains(node));
        stage.expect(
                "it stays in the zone of its data",
                "a".equals(Layout.places().get(node).zone()));
        FULL.forEach(full -> stage.client()
                .pods()
                .inNamespace(Workloads.NAMESPACE)
                .withName("filler-" + full)
                .delete());
    }

    /** Takes the CPUs that are left; every pod of the demo takes one. */
    private static void fill(Stage stage, String node) {
        long used = stage.client().pods().inAnyNamespace().withField("spec.nodeName", node).list().getItems().stream()
                .filter(pod -> Workloads.NAMESPACE.equals(pod.getMetadata().getNamespace()))
                .count();
        String name = stage.client()
                .resource(Workloads.filler(node, Layout.CPUS - (int) used))
                .create()
                .getMetadata()
                .getName();
        stage.awaitRunning(name);
    }
}
