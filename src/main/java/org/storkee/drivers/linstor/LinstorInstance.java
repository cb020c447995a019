package org.storkee.drivers.linstor;

import java.time.Clock;
import java.time.Instant;
import java.util.function.Supplier;
import org.storkee.storage.DriverId;
import org.storkee.storage.PolledInstance;
import org.storkee.storage.StorageView;

/** One LINSTOR cluster. */
final class LinstorInstance implements PolledInstance, AutoCloseable {
    private final DriverId id;
    private final LinstorClient client;
    private final Supplier<LinstorViews> views;
    private final Clock clock;
    private volatile boolean answered;

    /** {@code views} is asked once per observation for what Kubernetes says of this cluster's volumes. */
    LinstorInstance(DriverId id, LinstorClient client, Supplier<LinstorViews> views, Clock clock) {
        this.id = id;
        this.client = client;
        this.views = views;
        this.clock = clock;
    }

    @Override
    public DriverId id() {
        return id;
    }

    @Override
    public StorageView observe() throws Exception {
        client.refreshCredentials();
        Instant at = clock.instant();
        LinstorReading reading = new LinstorReading(
                client.list("/v1/nodes", Wire.Node.class),
                client.list("/v1/resource-definitions", Wire.Definition.class),
                client.list("/v1/resource-groups", Wire.Group.class),
                client.list("/v1/view/resources", Wire.Resource.class),
                // Without "cached" the controller would ask every satellite, and wait for silent ones.
                client.list("/v1/view/storage-pools?cached=true", Wire.Pool.class),
                at);
        answered = true;
        return views.get().view(id, reading);
    }

    /** Whether a controller was ever found where this instance looks for it. */
    boolean answered() {
        return answered;
    }

    @Override
    public void close() {
        client.close();
    }
}
