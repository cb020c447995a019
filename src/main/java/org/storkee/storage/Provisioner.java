package org.storkee.storage;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import org.jspecify.annotations.Nullable;

/** Who made a volume, as far as the volume itself tells. */
public final class Provisioner {
    private static final String PROVISIONED_BY = "pv.kubernetes.io/provisioned-by";

    private Provisioner() {}

    /** The volume's CSI driver; without a CSI source what its annotation {@code provisioned-by} names, or null. */
    public static @Nullable String of(PersistentVolume volume) {
        if (volume.getSpec() != null && volume.getSpec().getCsi() != null) {
            return volume.getSpec().getCsi().getDriver();
        }
        return byAnnotation(volume);
    }

    /** What the annotation {@code provisioned-by} names, or null. */
    public static @Nullable String byAnnotation(PersistentVolume volume) {
        return volume.getMetadata().getAnnotations() == null
                ? null
                : volume.getMetadata().getAnnotations().get(PROVISIONED_BY);
    }
}
