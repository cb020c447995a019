package org.storkee.api;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * Where one volume's replicas are: {@code storkee.org/v1alpha1 VolumeReplicas}, cluster-scoped, named as the
 * PersistentVolume it describes.
 *
 * <p>Published by the storage side, only read by Stork EE. Not thread-safe.
 *
 * <p>One column per replica: of a path with {@code [*]} the API server shows only the first match.
 */
@Group("storkee.org")
@Version("v1alpha1")
@Plural("volumereplicas")
@Singular("volumereplicas")
@ShortNames("vrep")
@AdditionalPrinterColumn(
        name = "Replica 1",
        jsonPath = ".spec.replicas[0].node",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Replica 2",
        jsonPath = ".spec.replicas[1].node",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Replica 3",
        jsonPath = ".spec.replicas[2].node",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public class VolumeReplicas extends CustomResource<VolumeReplicasSpec, Void> {
    private static final long serialVersionUID = 1L;

    @Override
    protected VolumeReplicasSpec initSpec() {
        return new VolumeReplicasSpec();
    }
}
