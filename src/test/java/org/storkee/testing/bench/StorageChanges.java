package org.storkee.testing.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import org.storkee.api.NodeStorage;
import org.storkee.api.VolumeReplicas;

/**
 * Changes storage objects one after another and asks the extender, about once a millisecond, until its answer follows.
 * The question names two nodes, so that asking costs next to nothing.
 */
final class StorageChanges implements AutoCloseable {
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration GIVE_UP = Duration.ofSeconds(30);
    private static final long PAUSE_NANOS = 1_000_000;
    private static final int VOLUME = 80;
    /** Two nodes whose storage works, in different racks and zones. */
    private static final int[] HOLDERS = {5, 6};

    private final KubernetesClient cluster;
    private final String url;
    private final World world;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    StorageChanges(KubernetesClient cluster, String url, World world) {
        this.cluster = cluster;
        this.url = url;
        this.world = world;
    }

    /** A volume's only replica moves to and fro between two nodes; prioritize tells which one has it. */
    ChangeLatency volumes(int count) {
        return measure("replica moves, seen by prioritize", count, this::move, this::scoredBest);
    }

    private void move(int change) {
        cluster.resources(VolumeReplicas.class)
                .withName(WorldObjects.volumeName(VOLUME))
                .patch(MERGE, "{\"spec\":{\"replicas\":[{\"node\":\"" + holder(change) + "\"}]}}");
    }

    /** A machine without a replica goes offline and comes back; filter tells. */
    ChangeLatency machines(int count) {
        move(1);
        return measure(
                "machine goes offline and back, seen by filter",
                count,
                change -> cluster.resources(NodeStorage.class)
                        .withName(holder(0))
                        .patch(MERGE, "{\"spec\":{\"state\":\"" + (change % 2 == 0 ? "Offline" : "Online") + "\"}}"),
                change -> ask("/filter").at("/NodeNames").size() == (change % 2 == 0 ? 1 : 2));
    }

    private ChangeLatency measure(String name, int count, IntConsumer change, IntPredicate answered) {
        long[] nanos = new long[count];
        for (int i = -4; i < count; i++) { // the first ones warm up
            change.accept(Math.floorMod(i, 2));
            long start = System.nanoTime();
            while (!answered.test(Math.floorMod(i, 2))) {
                if (System.nanoTime() - start > GIVE_UP.toNanos()) {
                    throw new BenchException(name + ": not seen within " + GIVE_UP.toSeconds() + " s");
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            if (i >= 0) {
                nanos[i] = System.nanoTime() - start;
            }
        }
        return ChangeLatency.of(name, world.nodes(), world.volumes(), nanos);
    }

    private boolean scoredBest(int change) {
        for (JsonNode entry : ask("/prioritize")) {
            if (entry.get("Host").asText().equals(holder(change))) {
                return entry.get("Score").asInt() == 100;
            }
        }
        return false;
    }

    private static String holder(int change) {
        return WorldObjects.nodeName(HOLDERS[change]);
    }

    private JsonNode ask(String path) {
        String body = "{\"Pod\":%s,\"Nodes\":null,\"NodeNames\":[\"%s\",\"%s\"]}"
                .formatted(WorldObjects.pod("mover", "none", "asker", "", VOLUME), holder(0), holder(1));
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", "application/json")
                .timeout(GIVE_UP)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            return JSON.readTree(
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body());
        } catch (IOException e) {
            throw new BenchException("cannot ask " + path + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
