package org.storkee.drivers.local;

import org.junit.jupiter.api.BeforeAll;
import org.storkee.storage.StorageUnderTest;
import org.storkee.storage.TopologyConformance;
import org.storkee.testing.cluster.ClusterTest;
import org.storkee.testing.cluster.TestCluster;

/** The local driver against the real API server. */
@ClusterTest
class LocalTopologyConformanceClusterIT extends TopologyConformance {
    private static TestCluster cluster;

    @BeforeAll
    static void use(TestCluster shared) {
        cluster = shared;
    }

    @Override
    protected StorageUnderTest open() {
        return new LocalStorage(cluster);
    }
}
