package org.storkee.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.NFSVolumeSource;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.Map;

/**
 * Volumes a pod names itself, by kind: what ends with the pod or stays on its node, and shared storage, which another
 * node's pod may write at the same time. A kind nobody here knows is shared.
 */
public final class PodSources {
    private static final ObjectMapper JSON = new ObjectMapper();

    private PodSources() {}

    /** True when no other node can see what is written there. */
    public static boolean local(Volume volume) {
        return volume.getConfigMap() != null
                || volume.getSecret() != null
                || volume.getProjected() != null
                || volume.getDownwardAPI() != null
                || volume.getEmptyDir() != null
                || volume.getHostPath() != null
                || volume.getImage() != null
                || volume.getGitRepo() != null;
    }

    /** The same volume as short as it can be: whatever its kind was, it is an NFS one now, of no server. */
    static Volume shared(Volume volume) {
        Volume kept = new Volume();
        kept.setName(volume.getName());
        kept.setNfs(new NFSVolumeSource(null, readOnly(volume), null));
        return kept;
    }

    /** Whether the pod cannot write to the volume, by the word of its source. Cheap for what {@link Strip} keeps. */
    public static boolean readOnly(Volume volume) {
        if (volume.getPersistentVolumeClaim() != null) {
            return Boolean.TRUE.equals(volume.getPersistentVolumeClaim().getReadOnly());
        }
        if (volume.getNfs() != null) {
            return Boolean.TRUE.equals(volume.getNfs().getReadOnly());
        }
        Map<?, ?> sources = JSON.convertValue(volume, Map.class);
        return sources.values().stream()
                .anyMatch(source -> source instanceof Map<?, ?> fields && Boolean.TRUE.equals(fields.get("readOnly")));
    }
}
