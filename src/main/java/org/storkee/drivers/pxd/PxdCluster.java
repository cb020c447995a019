package org.storkee.drivers.pxd;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.storkee.storage.DriverId;
import org.storkee.storage.PolledInstance;
import org.storkee.storage.StorageView;
import org.storkee.storage.Volume;

/**
 * One Portworx cluster, observed. Observations come one at a time; the other methods answer from memory and are safe for
 * concurrent use.
 */
final class PxdCluster implements PolledInstance, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(PxdCluster.class.getName());
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final int MAX_ASKED = 1_000;

    private final DriverId id;
    private final @Nullable String endpoint;
    private final Gateways gateways;
    private final SdkTokens tokens;
    private final Executor executor;
    private final Supplier<List<Claimed>> claimed;
    private final Set<String> asked = ConcurrentHashMap.newKeySet();
    private @Nullable Connection connection;
    private boolean look = true;
    private boolean inParts;
    private volatile boolean answered;
    private volatile Map<String, Volume> volumes = Map.of();
    private volatile Map<String, String> idByName = Map.of();

    /**
     * A volume the cluster has a PersistentVolume of.
     *
     * @param namespace its claim's, or empty
     * @param handle Portworx's id or name of it
     */
    record Claimed(String namespace, String handle) {}

    /**
     * Prepares; nothing is asked yet.
     *
     * @param endpoint where its gateway is, or null for Portworx's Service
     * @param executor what the HTTP client does in the background
     * @param claimed the PersistentVolumes of Portworx; asked only if the gateway cannot answer for all volumes at once
     */
    PxdCluster(
            DriverId id,
            @Nullable String endpoint,
            Gateways gateways,
            SdkTokens tokens,
            Executor executor,
            Supplier<List<Claimed>> claimed) {
        this.id = id;
        this.endpoint = endpoint;
        this.gateways = gateways;
        this.tokens = tokens;
        this.executor = executor;
        this.claimed = claimed;
    }

    @Override
    public DriverId id() {
        return id;
    }

    /** Whether a Portworx was ever found where this cluster is looked for. */
    boolean answered() {
        return answered;
    }

    /** Whether its last view has a volume of this id or name. */
    boolean has(String handle) {
        return volumes.containsKey(key(handle));
    }

    /** The id of the volume that Portworx knows by this id or name; the handle itself while it knows none. */
    String key(String handle) {
        return volumes.containsKey(handle) ? handle : idByName.getOrDefault(handle, handle);
    }

    /**
     * Somebody needs this volume, and the view lacks it: where volumes are asked for in parts, the next rounds ask for it
     * too, though no PersistentVolume may name it.
     */
    void ask(String handle) {
        if (asked.size() < MAX_ASKED) {
            asked.add(handle);
        }
    }

    @Override
    public StorageView observe() throws IOException, InterruptedException {
        SdkClient sdk = connect();
        look = true; // unless it succeeds: whatever answered, or did not, address and authority may have changed
        StorageView view = observe(sdk);
        look = false;
        answered = true;
        return view;
    }

    private StorageView observe(SdkClient sdk) throws IOException, InterruptedException {
        // Before and after: behind a Service, another machine may answer the next request.
        expectQuorum(sdk);
        List<SdkNode> nodes = nodes(sdk);
        expectQuorum(sdk);
        PxdViews views = new PxdViews(volumes);
        volumes(sdk, views);
        StorageView view = views.view(id, nodes);
        idByName = Map.copyOf(views.idByName());
        volumes = view.volumes();
        return view;
    }

    private static List<SdkNode> nodes(SdkClient sdk) throws IOException, InterruptedException {
        try {
            return sdk.nodes();
        } catch (SdkException e) {
            throw e.tooLarge()
                    ? new IOException("all machines together do not fit through the gateway: " + e.getMessage(), e)
                    : e;
        }
    }

    private static void expectQuorum(SdkClient sdk) throws IOException, InterruptedException {
        String status = sdk.clusterStatus();
        if (!PxdStatus.speaksForCluster(status)) {
            throw new IOException("the machine that answers sees its cluster as " + status
                    + ": its word on the others does not count");
        }
    }

    private void volumes(SdkClient sdk, PxdViews views) throws IOException, InterruptedException {
        if (!inParts && whole(sdk, null, views)) {
            return;
        }
        if (!inParts) {
            inParts = true;
            LOG.info(() -> "storage driver " + id + ": all volumes together do not fit through the gateway;"
                    + " from now on they are asked for by namespace, and one by one where that is too much");
        }
        List<Claimed> known = claimed.get();
        Set<String> namespaces = new TreeSet<>();
        known.forEach(one -> namespaces.add(one.namespace()));
        namespaces.remove("");
        for (String namespace : namespaces) {
            whole(sdk, namespace, views);
        }
        for (Claimed one : known) {
            single(sdk, one.handle(), views);
        }
        for (String handle : List.copyOf(asked)) {
            if (!single(sdk, handle, views)) {
                asked.remove(handle);
            }
        }
    }

    /** Whether there is such a volume; it is added unless the view has it already. */
    private static boolean single(SdkClient sdk, String handle, PxdViews views)
            throws IOException, InterruptedException {
        if (views.has(handle)) {
            return true;
        }
        SdkVolume found = sdk.volume(handle);
        if (found != null) {
            views.add(found);
        }
        return found != null;
    }

    private static boolean whole(SdkClient sdk, @Nullable String namespace, PxdViews views)
            throws IOException, InterruptedException {
        try {
            sdk.volumes(namespace, views::add);
            return true;
        } catch (SdkException e) {
            if (e.tooLarge()) {
                return false;
            }
            throw e;
        }
    }

    /** The connection to use: a former one while it works, or while nobody can tell of a better one. */
    private SdkClient connect() throws IOException {
        Connection former = connection;
        if (former != null && !look) {
            return former.sdk;
        }
        try {
            URI gateway = gateways.find(endpoint);
            String authority = "https".equals(gateway.getScheme()) ? gateways.authority() : "";
            if (former == null || !former.gateway.equals(gateway) || !former.authority.equals(authority)) {
                connection = open(gateway, authority);
                close(former);
            }
        } catch (IOException e) {
            if (former == null) {
                throw e;
            }
            LOG.log(Level.FINE, e, () -> "storage driver " + id + ": stays with " + former.gateway);
        }
        return java.util.Objects.requireNonNull(connection).sdk;
    }

    private Connection open(URI gateway, String authority) throws IOException {
        // One request at a time needs no HTTP/2, whose upgrade some proxies do not like.
        HttpClient.Builder http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .executor(executor);
        if (!authority.isEmpty()) {
            http.sslContext(gateways.trusting(authority));
        }
        HttpClient client = http.build();
        return new Connection(gateway, authority, client, new RestSdkClient(client, gateway, tokens));
    }

    /** Ends its connections at once. */
    @Override
    public void close() {
        close(connection);
    }

    private static void close(@Nullable Connection connection) {
        if (connection != null) {
            connection.http.shutdownNow();
        }
    }

    private record Connection(URI gateway, String authority, HttpClient http, SdkClient sdk) {}
}
