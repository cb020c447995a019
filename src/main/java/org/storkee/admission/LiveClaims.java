package org.storkee.admission;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.jspecify.annotations.Nullable;
import org.storkee.cluster.ClusterCache;

/**
 * The cache, and the API server for what the cache lacks: a claim made a moment before its pod has often not arrived yet.
 * What is not answered in time counts as not found. For one review.
 */
record LiveClaims(ClusterCache cache, KubernetesClient client, Deadline deadline) implements ClaimSource {
    @Override
    public @Nullable PersistentVolumeClaim claim(String namespace, String name) {
        PersistentVolumeClaim known = cache.claim(namespace, name);
        return known != null
                ? known
                : deadline.ask(
                        "claim " + namespace + "/" + name,
                        () -> client.persistentVolumeClaims()
                                .inNamespace(namespace)
                                .withName(name)
                                .get());
    }

    @Override
    public @Nullable PersistentVolume volume(String name) {
        PersistentVolume known = cache.volume(name);
        return known != null
                ? known
                : deadline.ask(
                        "volume " + name,
                        () -> client.persistentVolumes().withName(name).get());
    }

    @Override
    public @Nullable StorageClass storageClass(String name) {
        StorageClass known = cache.storageClass(name);
        return known != null
                ? known
                : deadline.ask(
                        "storage class " + name,
                        () -> client.storage()
                                .v1()
                                .storageClasses()
                                .withName(name)
                                .get());
    }

    @Override
    public @Nullable StorageClass defaultClass() {
        return ClaimSource.defaultOf(cache.classes().list());
    }
}
