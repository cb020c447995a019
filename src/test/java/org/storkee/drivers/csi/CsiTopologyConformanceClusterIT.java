package org.storkee.drivers.csi;

import org.junit.jupiter.api.BeforeAll;
import org.storkee.storage.StorageUnderTest;
import org.storkee.storage.TopologyConformance;
import org.storkee.testing.cluster.ClusterTest;
import org.storkee.testing.cluster.TestCluster;

/** The csi driver against the real API server. */
@ClusterTest
class CsiTopologyConformanceClusterIT extends TopologyConformance {
    private static TestCluster cluster;

    @BeforeAll
    static void use(TestCluster shared) {
        cluster = shared;
    }

    @Override
    protected StorageUnderTest open() {
        return new CsiStorage(cluster);
    }
}
