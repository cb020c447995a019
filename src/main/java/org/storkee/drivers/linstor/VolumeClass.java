package org.storkee.drivers.linstor;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a StorageClass tells LINSTOR's CSI driver, as far as it matters where a pod may run. Immutable.
 *
 * @param name the class's
 * @param localOnly its volumes can be used only on machines that hold a replica. LINSTOR's default is from anywhere; a
 *     rule in between ("from the same zone") counts as anywhere, because the CSI driver writes it into the volume's node
 *     affinity, which the scheduler itself obeys
 * @param pools names of the pools it allows, or empty for any
 */
record VolumeClass(String name, boolean localOnly, Set<String> pools) {
    private static final String NAMESPACE = "linstor.csi.linbit.com/";
    private static final String ATTRIBUTE = NAMESPACE + "remote-access-policy";
    private static final Set<String> FALSE = Set.of("0", "f", "false");

    /** Reads the parameters, whose names have no case and may carry the driver's name as a prefix. */
    static VolumeClass of(StorageClass storageClass) {
        String policy = null;
        String layers = null;
        String pools = "";
        Map<String, String> parameters = storageClass.getParameters();
        for (Map.Entry<String, String> parameter :
                (parameters == null ? Map.<String, String>of() : parameters).entrySet()) {
            String key = parameter.getKey().toLowerCase(Locale.ROOT);
            switch (key.startsWith(NAMESPACE) ? key.substring(NAMESPACE.length()) : key) {
                case "allowremotevolumeaccess" -> policy = parameter.getValue();
                case "layerlist" -> layers = parameter.getValue().toLowerCase(Locale.ROOT);
                case "storagepool" -> pools = parameter.getValue().strip();
                default -> {} // concerns LINSTOR, not us
            }
        }
        boolean networked = layers == null || layers.contains("drbd") || layers.contains("nvme");
        return new VolumeClass(
                storageClass.getMetadata().getName(),
                policy == null ? !networked : refuses(policy),
                pools.isEmpty() ? Set.of() : Set.copyOf(java.util.List.of(pools.split("\\s+", -1))));
    }

    /** Whether {@code volume} can be used only where a replica is: by its own attribute, else by its class. */
    static boolean localOnly(PersistentVolume volume, @Nullable VolumeClass itsClass) {
        Map<String, String> attributes =
                volume.getSpec() == null || volume.getSpec().getCsi() == null
                        ? null
                        : volume.getSpec().getCsi().getVolumeAttributes();
        String own = attributes == null ? null : attributes.get(ATTRIBUTE);
        return own != null ? refuses(own) : itsClass != null && itsClass.localOnly;
    }

    private static boolean refuses(String policy) {
        return FALSE.contains(policy.strip().toLowerCase(Locale.ROOT));
    }

    /** Whether its volumes may be put into this pool. */
    boolean allows(Wire.Pool pool) {
        return pools.isEmpty() || pools.contains(pool.name());
    }
}
