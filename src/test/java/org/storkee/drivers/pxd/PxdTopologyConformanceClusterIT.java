package org.storkee.drivers.pxd;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.storkee.storage.StorageUnderTest;
import org.storkee.storage.TopologyConformance;
import org.storkee.testing.cluster.ClusterTest;
import org.storkee.testing.cluster.TestCluster;

/** The pxd driver against the real OpenStorage SDK server. */
@ClusterTest
class PxdTopologyConformanceClusterIT extends TopologyConformance {
    private static TestCluster cluster;

    @TempDir
    Path folder;

    @BeforeAll
    static void take(TestCluster shared) {
        cluster = shared;
    }

    @Override
    protected StorageUnderTest open() throws Exception {
        return new PxdStorage(cluster, folder);
    }
}
