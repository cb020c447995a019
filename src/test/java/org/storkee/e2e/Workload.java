package org.storkee.e2e;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.util.Map;
import org.storkee.testing.StatefulSets;

/** Pods, claims and sets for the nodes of one {@link Testbed}, built and not sent. */
final class Workload {
    private Workload() {}

    /** A pod on the test's nodes that asks for 100 milli-CPU and uses these claims. */
    static Pod pod(Testbed bed, String scheduler, String name, String... claims) {
        PodBuilder pod = new PodBuilder()
                .withNewMetadata()
                .withNamespace(bed.name)
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withSchedulerName(scheduler)
                .withNodeSelector(Map.of("test", bed.name))
                .withTerminationGracePeriodSeconds(0L)
                .addNewContainer()
                .withName("main")
                .withImage("registry.k8s.io/pause:3.10")
                .withNewResources()
                .addToRequests("cpu", new Quantity("100m"))
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

    /** The same pod with an annotation. */
    static Pod annotated(Pod pod, String key, String value) {
        return new PodBuilder(pod)
                .editMetadata()
                .addToAnnotations(key, value)
                .endMetadata()
                .build();
    }

    /** The same pod with another request for CPU. */
    static Pod asking(Pod pod, String cpu) {
        return new PodBuilder(pod)
                .editSpec()
                .editFirstContainer()
                .editResources()
                .addToRequests("cpu", new Quantity(cpu))
                .endResources()
                .endContainer()
                .endSpec()
                .build();
    }

    /** A pod that is on a node from the start, past any scheduler. */
    static Pod standing(Testbed bed, String name, String node, String cpu, String... claims) {
        return new PodBuilder(asking(pod(bed, "none", name, claims), cpu))
                .editSpec()
                .withNodeName(node)
                .endSpec()
                .build();
    }

    static PersistentVolumeClaim claim(Testbed bed, String name, String storageClass, String size) {
        return new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withNamespace(bed.name)
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withStorageClassName(storageClass)
                .withAccessModes("ReadWriteOnce")
                .withNewResources()
                .addToRequests("storage", new Quantity(size))
                .endResources()
                .endSpec()
                .build();
    }

    /** A set whose pods start all at once and have a claim of 1 GiB each, {@code data-NAME-i}. */
    static StatefulSet set(Testbed bed, String scheduler, String name, int replicas, String storageClass) {
        Pod template = new PodBuilder(pod(bed, scheduler, "template"))
                .editSpec()
                .editFirstContainer()
                .addNewVolumeMount()
                .withName("data")
                .withMountPath("/data")
                .endVolumeMount()
                .endContainer()
                .endSpec()
                .build();
        StatefulSet set = StatefulSets.of(bed.name, name, replicas, template.getSpec());
        return new StatefulSetBuilder(StatefulSets.withData(set, storageClass, "1Gi"))
                .editSpec()
                .withPodManagementPolicy("Parallel")
                .endSpec()
                .build();
    }
}
