package org.storkee.testing.bench;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;

/** Kubernetes' own objects for drivers that read nothing else: ready nodes in three zones, volumes tied to labels. */
public final class AffineObjects {
    /** Label with a node's name. */
    public static final String HOST = "kubernetes.io/hostname";
    /** Label with a node's zone. */
    public static final String ZONE = "topology.kubernetes.io/zone";

    private AffineObjects() {}

    /** A ready node. */
    public static Node node(int machine) {
        return new NodeBuilder()
                .withNewMetadata()
                .withName(Observation.machine(machine))
                .addToLabels(HOST, Observation.machine(machine))
                .addToLabels(ZONE, zone(machine))
                .endMetadata()
                .withNewStatus()
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .endCondition()
                .endStatus()
                .build();
    }

    /** The zone of a machine, or one that a volume may be in. */
    public static String zone(int number) {
        return "zone-" + number % 3;
    }

    /** A volume that can be used where {@code label} has {@code value}; the caller adds its source. */
    public static PersistentVolume volume(int volume, String label, String value) {
        return new PersistentVolumeBuilder()
                .withNewMetadata()
                .withName(Observation.volume(volume))
                .endMetadata()
                .withNewSpec()
                .withNewNodeAffinity()
                .withNewRequired()
                .addNewNodeSelectorTerm()
                .addNewMatchExpression()
                .withKey(label)
                .withOperator("In")
                .withValues(value)
                .endMatchExpression()
                .endNodeSelectorTerm()
                .endRequired()
                .endNodeAffinity()
                .endSpec()
                .build();
    }
}
