package org.storkee.drivers.pxd;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeSpec;
import java.util.Set;
import org.storkee.storage.Provisioner;

/** Which volumes are Portworx's, and what Portworx calls them (reference 4.4). Pure. */
final class PxdOwnership {
    /** The CSI driver's name, also a provisioner. */
    static final String CSI_DRIVER = "pxd.portworx.com";

    /** What provisioned before there was CSI. */
    static final String IN_TREE = "kubernetes.io/portworx-volume";

    private static final Set<String> PROVISIONERS =
            Set.of(IN_TREE, CSI_DRIVER, "com.openstorage.pxd", "stork-snapshot");

    private PxdOwnership() {}

    /** True for a class's or claim's provisioner that stands for Portworx. */
    static boolean owns(String provisioner) {
        return PROVISIONERS.contains(provisioner);
    }

    /** By who provisioned it; a volume made by hand by its source, CSI or in-tree. */
    static boolean owns(PersistentVolume volume) {
        String provisioner = Provisioner.byAnnotation(volume);
        if (provisioner != null) {
            return owns(provisioner);
        }
        PersistentVolumeSpec spec = volume.getSpec();
        return spec != null
                && (spec.getPortworxVolume() != null
                        || (spec.getCsi() != null
                                && CSI_DRIVER.equals(spec.getCsi().getDriver())));
    }

    /** Portworx's id of the volume, or its name there; the PersistentVolume's name where its source tells neither. */
    static String handle(PersistentVolume volume) {
        PersistentVolumeSpec spec = volume.getSpec();
        String handle = null;
        if (spec != null && spec.getCsi() != null) {
            handle = spec.getCsi().getVolumeHandle();
        } else if (spec != null && spec.getPortworxVolume() != null) {
            handle = spec.getPortworxVolume().getVolumeID();
        }
        return handle == null || handle.isEmpty() ? volume.getMetadata().getName() : handle;
    }
}
