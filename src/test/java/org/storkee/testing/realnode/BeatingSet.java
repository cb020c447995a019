package org.storkee.testing.realnode;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.Map;
import org.storkee.testing.StatefulSets;
import org.storkee.testing.cluster.RealNode;

/**
 * A set of one pod for a real node. The pod writes a line a second into {@code beats} on its volume and, when asked to
 * end, a last line {@code ended}; so its data tells when it ran, and whether it was killed.
 */
public final class BeatingSet {
    /** How long the pod may take to end, in seconds. It ends within one. */
    public static final long GRACE = 5;

    private BeatingSet() {}

    /** The set {@code set} for nodes labelled {@code test=}{@code namespace}; its claim is {@code data-SET-0}. */
    static StatefulSet of(String namespace, String set) {
        Container writer = new ContainerBuilder()
                .withName("writer")
                .withImage(RealNode.IMAGE)
                .withImagePullPolicy("Never")
                .withCommand("sh", "-c", """
                        trap 'echo ended | tee -a /data/beats; exit 0' TERM
                        echo started
                        while :; do date >> /data/beats; sleep 1; done""")
                .addNewVolumeMount()
                .withName("data")
                .withMountPath("/data")
                .endVolumeMount()
                .build();
        PodSpec pod = new PodSpecBuilder()
                .withSchedulerName("stork")
                .withNodeSelector(Map.of("test", namespace))
                .withTerminationGracePeriodSeconds(GRACE)
                .withContainers(writer)
                .addNewVolume()
                .withName("data")
                .withNewPersistentVolumeClaim("data-" + set + "-0", false)
                .endVolume()
                .build();
        return StatefulSets.of(namespace, set, 1, pod);
    }
}
