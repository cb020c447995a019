package org.storkee.health;

import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import org.jspecify.annotations.Nullable;

/** What an event is about. */
final class InvolvedObject {
    private InvolvedObject() {}

    /** An object of the core API; {@code namespace} and {@code uid} may be null. */
    static ObjectReference of(String kind, @Nullable String namespace, String name, @Nullable String uid) {
        return new ObjectReferenceBuilder()
                .withApiVersion("v1")
                .withKind(kind)
                .withNamespace(namespace)
                .withName(name)
                .withUid(uid)
                .build();
    }
}
