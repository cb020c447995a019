package org.storkee.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;

/**
 * What to patch, for {@code client.resource(...).patch(...)}. By name alone ({@code withName(...).patch(...)}) the client
 * would read the object first, which is one request more, and one right more than the shipped roles grant.
 */
public final class PatchTarget {
    private PatchTarget() {}

    /** Names a pod, and says nothing else of it. */
    public static Pod pod(String namespace, String name) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .build();
    }
}
