package org.storkee.drivers.linstor;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.storkee.storage.StorageUnderTest;
import org.storkee.storage.TopologyConformance;

/** The linstor driver against a controller that answers in LINSTOR's documented shapes. */
class LinstorTopologyConformanceTest extends TopologyConformance {
    @TempDir
    Path credentials;

    @Override
    protected StorageUnderTest open() throws Exception {
        return new LinstorStorage(credentials);
    }
}
