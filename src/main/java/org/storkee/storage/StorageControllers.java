package org.storkee.storage;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Recognises the pods of a storage system's own controller (design S9). Upstream trusted any pod's name in any
 * namespace; here the namespace must be a storage system's, and the pod must belong to the controller by owner, or
 * carry the label {@value #LABEL}.
 */
@ApplicationScoped
public class StorageControllers {
    /** Marks a pod of a storage controller, in a namespace that {@code stork.storage-controllers} names. */
    public static final String LABEL = "storkee.org/storage-controller";

    @Inject
    @ConfigProperty(name = "stork.storage-controllers")
    List<String> controllers;

    /** True when {@code pod} is part of a storage controller. */
    public boolean recognise(Pod pod) {
        return recognise(pod.getMetadata(), controllers);
    }

    /**
     * The rule itself.
     *
     * @param controllers entries {@code namespace/OwnerKind:owner-name-prefix}
     */
    static boolean recognise(ObjectMeta pod, List<String> controllers) {
        for (String entry : controllers) {
            int slash = entry.indexOf('/');
            int colon = entry.indexOf(':', slash + 1);
            if (slash <= 0 || colon < 0 || !entry.substring(0, slash).equals(pod.getNamespace())) {
                continue;
            }
            if (pod.getLabels() != null && pod.getLabels().containsKey(LABEL)) {
                return true;
            }
            String kind = entry.substring(slash + 1, colon);
            String prefix = entry.substring(colon + 1);
            List<OwnerReference> owners = pod.getOwnerReferences() == null ? List.of() : pod.getOwnerReferences();
            if (owners.stream().anyMatch(o -> kind.equals(o.getKind()) && startsWith(o.getName(), prefix))) {
                return true;
            }
        }
        return false;
    }

    /** An empty prefix would match every pod, so it matches none. */
    private static boolean startsWith(String name, String prefix) {
        return !prefix.isEmpty() && name != null && name.startsWith(prefix);
    }
}
