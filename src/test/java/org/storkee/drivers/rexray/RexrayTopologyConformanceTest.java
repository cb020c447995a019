package org.storkee.drivers.rexray;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.storkee.storage.StorageUnderTest;
import org.storkee.storage.TopologyConformance;

/** The rexray driver against a server that answers in libStorage's documented shapes. */
class RexrayTopologyConformanceTest extends TopologyConformance {
    @TempDir
    Path credentials;

    @Override
    protected StorageUnderTest open() throws Exception {
        return new RexrayStorage(credentials);
    }
}
