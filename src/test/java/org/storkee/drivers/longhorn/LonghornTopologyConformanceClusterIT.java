package org.storkee.drivers.longhorn;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.CustomResource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.storkee.api.NodeState;
import org.storkee.api.ReplicaState;
import org.storkee.storage.StorageUnderTest;
import org.storkee.storage.TopologyConformance;
import org.storkee.testing.cluster.ClusterTest;
import org.storkee.testing.cluster.TestCluster;

/** The Longhorn driver against the real API server, with Longhorn's own definitions where they are at hand. */
@ClusterTest
class LonghornTopologyConformanceClusterIT extends TopologyConformance {
    private static final String NAMESPACE = "longhorn-schema";

    private static TestCluster cluster;

    @BeforeAll
    static void install(TestCluster shared) {
        cluster = shared;
        LonghornCrds.install(cluster);
    }

    @Override
    protected StorageUnderTest open() {
        return new LonghornStorage(cluster);
    }

    /** What the schema does not have the API server drops without a word, and what it has otherwise it refuses. */
    @Test
    void everyFieldThatIsReadIsInTheSchema() {
        try (LonghornWorld world = new LonghornWorld(cluster.client(), NAMESPACE)) {
            arrivesWhole(world, LonghornWorld.node(NAMESPACE, "n1", NodeState.DEGRADED, "a", "north"));
            arrivesWhole(
                    world,
                    LonghornWorld.volume(NAMESPACE, "v1", new LonghornVolume.Spec("rwx", "best-effort", true), "n1"));
            LonghornWorld.parts(NAMESPACE, "v1", Map.of("n1", ReplicaState.FAILED), "n1")
                    .forEach(part -> arrivesWhole(world, (CustomResource<?, ?>) part));
            world.overProvisioning("150");
            assertThat(cluster.client()
                            .resources(LonghornSetting.class)
                            .inNamespace(NAMESPACE)
                            .withField("metadata.name", LonghornSetting.OVER_PROVISIONING)
                            .list()
                            .getItems())
                    .extracting(LonghornSetting::getValue)
                    .isEqualTo(List.of("150"));
        }
    }

    private static void arrivesWhole(LonghornWorld world, CustomResource<?, ?> object) {
        world.write(object);
        CustomResource<?, ?> arrived = cluster.client()
                .resources(object.getClass())
                .inNamespace(NAMESPACE)
                .withName(object.getMetadata().getName())
                .get();
        assertThat(arrived.getSpec()).isEqualTo(object.getSpec());
        assertThat(arrived.getStatus()).isEqualTo(object.getStatus());
    }
}
