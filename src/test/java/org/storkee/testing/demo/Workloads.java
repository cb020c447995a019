package org.storkee.testing.demo;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.Map;
import org.storkee.testing.StatefulSets;

/** The pods and sets of the demo, built and not sent. All run in {@link #NAMESPACE} and are placed by Stork. */
final class Workloads {
    static final String NAMESPACE = "demo";
    static final String SCHEDULER = "stork";
    private static final String IMAGE = "registry.k8s.io/pause:3.10";

    private Workloads() {}

    /** A pod that uses these claims and asks for one CPU. */
    static Pod pod(String name, Map<String, String> annotations, String... claims) {
        PodBuilder pod = new PodBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName(name)
                .withAnnotations(annotations)
                .endMetadata()
                .withNewSpec()
                .withSchedulerName(SCHEDULER)
                .withTerminationGracePeriodSeconds(0L)
                .addNewContainer()
                .withName("main")
                .withImage(IMAGE)
                .withNewResources()
                .addToRequests("cpu", new Quantity("1"))
                .endResources()
                .endContainer()
                .endSpec();
        for (String claim : claims) {
            pod.editSpec()
                    .addNewVolume()
                    .withName(claim)
                    .withNewPersistentVolumeClaim(claim, false)
                    .endVolume()
                    .endSpec();
        }
        return pod.build();
    }

    /** A pod that takes so many CPUs of one node, past any scheduler. */
    static Pod filler(String node, int cpus) {
        return new PodBuilder(pod("filler-" + node, Map.of()))
                .editSpec()
                .withNodeName(node)
                .editFirstContainer()
                .withNewResources()
                .addToRequests("cpu", new Quantity(Integer.toString(cpus)))
                .endResources()
                .endContainer()
                .endSpec()
                .build();
    }

    /** A set whose pods have one claim each, {@code data-NAME-i}. */
    static StatefulSet set(String name, int replicas, String storageClass) {
        StatefulSet set = StatefulSets.of(
                NAMESPACE, name, replicas, pod("template", Map.of()).getSpec());
        return StatefulSets.withData(set, storageClass, "5Gi");
    }
}
