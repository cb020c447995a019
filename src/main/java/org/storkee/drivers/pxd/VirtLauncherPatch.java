package org.storkee.drivers.pxd;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.storkee.storage.PodPatch;

/**
 * What a KubeVirt virtual machine's pod with volumes of Portworx gets: a label, the volume {@code px-statfs} and two
 * mounts in every container, init containers too. Additions only, and none that is there already.
 */
final class VirtLauncherPatch {
    private static final String LABEL = "portworx.io/statfs";

    private VirtLauncherPatch() {}

    static boolean concerns(Pod pod) {
        Map<String, String> labels = pod.getMetadata().getLabels();
        return labels != null && "virt-launcher".equals(labels.get("kubevirt.io"));
    }

    /** The patch, or null when the pod has it all. */
    static @Nullable PodPatch of(Pod pod, ConfigMap library) {
        List<PodPatch.Operation> operations = new ArrayList<>();
        if (!"true".equals(pod.getMetadata().getLabels().get(LABEL))) {
            operations.add(new PodPatch.Operation("/metadata/labels/" + LABEL.replace("/", "~1"), "true"));
        }
        if (pod.getSpec().getVolumes().stream().noneMatch(v -> StatfsLibrary.NAME.equals(v.getName()))) {
            operations.add(new PodPatch.Operation(
                    "/spec/volumes/-",
                    Map.of("name", StatfsLibrary.NAME, "configMap", Map.of("name", StatfsLibrary.NAME))));
        }
        mounts("/spec/containers/", pod.getSpec().getContainers(), operations);
        mounts("/spec/initContainers/", pod.getSpec().getInitContainers(), operations);
        return operations.isEmpty() ? null : new PodPatch(List.copyOf(operations), library);
    }

    private static void mounts(String path, @Nullable List<Container> containers, List<PodPatch.Operation> operations) {
        for (int i = 0; containers != null && i < containers.size(); i++) {
            List<VolumeMount> mounts = containers.get(i).getVolumeMounts();
            List<Map<String, String>> missing = new ArrayList<>();
            for (String file : List.of(StatfsLibrary.LIBRARY, StatfsLibrary.PRELOAD)) {
                if (mounts == null || mounts.stream().noneMatch(m -> ("/etc/" + file).equals(m.getMountPath()))) {
                    missing.add(Map.of("name", StatfsLibrary.NAME, "mountPath", "/etc/" + file, "subPath", file));
                }
            }
            String list = path + i + "/volumeMounts";
            if (mounts == null || mounts.isEmpty()) {
                operations.add(new PodPatch.Operation(list, missing));
            } else {
                missing.forEach(mount -> operations.add(new PodPatch.Operation(list + "/-", mount)));
            }
        }
    }
}
