package org.storkee.drivers.declared;

import org.junit.jupiter.api.BeforeAll;
import org.storkee.storage.StorageUnderTest;
import org.storkee.storage.TopologyConformance;
import org.storkee.testing.cluster.ClusterTest;
import org.storkee.testing.cluster.StorkServer;
import org.storkee.testing.cluster.TestCluster;

/** The declared driver against the real API server. */
@ClusterTest
class DeclaredTopologyConformanceClusterIT extends TopologyConformance {
    private static TestCluster cluster;

    @BeforeAll
    static void install(TestCluster shared) {
        cluster = shared;
        StorkServer.install(cluster);
        cluster.kubectl("wait", "--for=condition=Established", "crd/nodestorages.storkee.org");
        cluster.kubectl("wait", "--for=condition=Established", "crd/volumereplicas.storkee.org");
    }

    @Override
    protected StorageUnderTest open() {
        return new DeclaredStorage(cluster);
    }
}
