package org.storkee.scheduling;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import org.storkee.storage.GoBoolean;
import org.storkee.storage.ProvisionedVolume;

/**
 * What a pod's own metadata asks of placement (reference 1.5).
 *
 * @param localOnly {@code preferLocalNodeOnly}: only nodes with a replica of every ordinary volume
 * @param hyperconvergenceDisabled {@code disableHyperconvergence}: all nodes that can take the pod are equal
 * @param virtLauncher a KubeVirt virtual machine's pod
 */
public record PodTraits(boolean localOnly, boolean hyperconvergenceDisabled, boolean virtLauncher) {
    /** A pod that asks for nothing. */
    public static final PodTraits NONE = new PodTraits(false, false, false);

    /** Reads annotations and labels; anything that is no Go boolean counts as not set. */
    public static PodTraits of(Pod pod) {
        Map<String, String> annotations = pod.getMetadata().getAnnotations();
        Map<String, String> labels = pod.getMetadata().getLabels();
        return new PodTraits(
                ProvisionedVolume.replicaNodesOnly(annotations),
                GoBoolean.of(annotations, "stork.libopenstorage.org/disableHyperconvergence", false),
                labels != null && "virt-launcher".equals(labels.get("kubevirt.io")));
    }
}
