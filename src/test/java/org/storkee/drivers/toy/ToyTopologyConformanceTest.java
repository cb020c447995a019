package org.storkee.drivers.toy;

import org.storkee.storage.StorageUnderTest;
import org.storkee.storage.TopologyConformance;

/** The toy against a toy server; it also shows that drivers that are asked do as those that watch. */
class ToyTopologyConformanceTest extends TopologyConformance {
    @Override
    protected StorageUnderTest open() throws Exception {
        return new ToyStorage();
    }
}
