package org.storkee.api;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * One machine as one storage system sees it: {@code storkee.org/v1alpha1 NodeStorage}, cluster-scoped.
 *
 * <p>A storage vendor, operator or script publishes it; Stork EE only reads it. Observations live under {@code spec},
 * as with CSINode, so there is no status subresource. Not thread-safe: copy before changing an object from a cache.
 */
@Group("storkee.org")
@Version("v1alpha1")
@Plural("nodestorages")
@Singular("nodestorage")
@ShortNames("nst")
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public class NodeStorage extends CustomResource<NodeStorageSpec, Void> {
    private static final long serialVersionUID = 1L;

    @Override
    protected NodeStorageSpec initSpec() {
        return new NodeStorageSpec();
    }
}
