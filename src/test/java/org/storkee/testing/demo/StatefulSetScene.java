package org.storkee.testing.demo;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Three pods with a claim each: Stork picks the node, the storage system puts the first replica there. */
final class StatefulSetScene implements Scene {
    /** Name of the set, which {@link OfflineScene} breaks. */
    static final String NAME = "db";

    private static final int REPLICAS = 3;

    @Override
    public String title() {
        return "A StatefulSet of 3 pods, claims that wait for their first consumer, 2 replicas each";
    }

    @Override
    public void play(Stage stage) throws Exception {
        stage.storage().createStorageClass("replicated", true, Map.of("replicas", "2"));
        stage.client().resource(Workloads.set(NAME, REPLICAS, "replicated")).create();
        Set<String> withStorage = new HashSet<>(Layout.storageNodes());
        for (int i = 0; i < REPLICAS; i++) {
            Pod pod = stage.awaitRunning(NAME + "-" + i);
            String claim = "data-" + pod.getMetadata().getName();
            stage.show(pod, claim);
            stage.expect(
                    pod.getMetadata().getName() + " runs on a node that carries the driver and holds its data",
                    withStorage.contains(pod.getSpec().getNodeName())
                            && stage.replicas(claim).contains(pod.getSpec().getNodeName()));
        }
        stage.expect("no provisioning failed", stage.storage().failedProvisions() == 0);
    }
}
