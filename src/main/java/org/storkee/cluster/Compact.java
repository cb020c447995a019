package org.storkee.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Cached objects in as little memory as they take: a cluster of 5,000 nodes has 40,000 of them, and most of their texts
 * are equal. Changes what it is given; nobody else has it yet.
 */
final class Compact {
    /** A second copy of the whole object, which kubectl keeps for itself. */
    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    private Compact() {}

    /** Metadata without what only the API server and garbage collection read. */
    static void metadata(ObjectMeta metadata) {
        shorten(metadata);
        EmptyCollections.share(metadata);
    }

    /** The same for an object of the client's own model, whose other parts hold no collection of their own either. */
    static <T extends HasMetadata> T whole(T object) {
        shorten(object.getMetadata());
        EmptyCollections.share(object);
        return object;
    }

    private static void shorten(ObjectMeta metadata) {
        metadata.setManagedFields(List.of());
        metadata.setFinalizers(List.of());
        metadata.setNamespace(text(metadata.getNamespace()));
        metadata.setLabels(texts(metadata.getLabels()));
        metadata.setAnnotations(texts(metadata.getAnnotations()));
        metadata.setOwnerReferences(list(metadata.getOwnerReferences()));
    }

    /** The map without kubectl's copy, unmodifiable, with one instance of equal texts; null stays null. */
    static @Nullable Map<String, String> texts(@Nullable Map<String, String> map) {
        if (map == null || map.isEmpty()) {
            return map == null ? null : Map.of();
        }
        Map<String, String> kept = HashMap.newHashMap(map.size());
        map.forEach((key, value) -> {
            if (value != null && !key.equals(LAST_APPLIED)) {
                kept.put(key.intern(), value.intern());
            }
        });
        return Map.copyOf(kept);
    }

    /** One instance of equal texts; null stays null. */
    static @Nullable String text(@Nullable String text) {
        return text == null ? null : text.intern();
    }

    /** A list without room to grow. */
    static <T> List<T> list(@Nullable List<T> list) {
        return list == null || list.isEmpty() ? List.of() : new ArrayList<>(list);
    }
}
