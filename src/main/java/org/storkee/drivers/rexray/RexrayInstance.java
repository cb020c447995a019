package org.storkee.drivers.rexray;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.storkee.storage.DriverId;
import org.storkee.storage.PolledInstance;
import org.storkee.storage.StorageView;

/** One libStorage server. */
final class RexrayInstance implements PolledInstance {
    private final DriverId id;
    private final LibStorage server;
    private final Supplier<List<RexrayViews.Host>> hosts;
    private volatile Map<String, String> idByName = Map.of();

    /** {@code hosts} is asked once per observation for the cluster's nodes. */
    RexrayInstance(DriverId id, LibStorage server, Supplier<List<RexrayViews.Host>> hosts) {
        this.id = id;
        this.server = server;
        this.hosts = hosts;
    }

    @Override
    public DriverId id() {
        return id;
    }

    @Override
    public StorageView observe() throws Exception {
        server.refreshAuthority();
        RexrayViews.Result seen = new RexrayViews(hosts.get()).view(id, server.services(), server.volumes());
        idByName = seen.idByName();
        return seen.view();
    }

    /** The volume's id, if this is the name of exactly one volume; else the text itself. */
    String volumeId(String nameOrId) {
        return idByName.getOrDefault(nameOrId, nameOrId);
    }

    void close() {
        server.close();
    }
}
