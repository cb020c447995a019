package org.storkee.admission;

import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.storkee.cluster.Claims;

/** Where claims, volumes and classes are looked up for one review. */
interface ClaimSource extends Claims {
    /** The class of claims that name none, or null when the cluster has no such class. */
    @Nullable
    StorageClass defaultClass();

    /** Of several default classes the newest counts, then the first by name, as for the API server. */
    static @Nullable StorageClass defaultOf(List<StorageClass> classes) {
        return classes.stream()
                .filter(ClaimSource::isDefault)
                .min(Comparator.comparing((StorageClass c) -> created(c))
                        .reversed()
                        .thenComparing(c -> c.getMetadata().getName()))
                .orElse(null);
    }

    private static String created(StorageClass each) {
        String created = each.getMetadata().getCreationTimestamp();
        return created == null ? "" : created;
    }

    private static boolean isDefault(StorageClass each) {
        var annotations = each.getMetadata().getAnnotations();
        return annotations != null
                && ("true".equals(annotations.get("storageclass.kubernetes.io/is-default-class"))
                        || "true".equals(annotations.get("storageclass.beta.kubernetes.io/is-default-class")));
    }
}
