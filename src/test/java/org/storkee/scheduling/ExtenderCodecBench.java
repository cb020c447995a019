package org.storkee.scheduling;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.storkee.storage.KubernetesNode;
import org.storkee.storage.Topology;

/** What reading a request and writing its answer cost without any network, when every tenth node is refused. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgs = "-Xmx1g")
public class ExtenderCodecBench {
    private static final int IMAGES = 25;

    /** Candidates of the request, all known to the topology. */
    @Param({"100", "1000", "5000"})
    int nodes;

    /** Node objects of about 8 kB, or names only. */
    @Param({"false", "true"})
    boolean full;

    private final ExtenderCodec codec = new ExtenderCodec(
            node -> {
                throw new IllegalStateException("every node is known");
            },
            20_000);
    private byte[] body;
    private int length;
    private Topology topology;
    private ExtenderRequest request;
    private Refusal[] verdicts;
    private int[] scores;

    @Setup
    public void build() {
        String list = list(nodes, full ? ExtenderCodecBench::node : i -> '"' + name(i) + '"');
        String text = "{\"Pod\":{\"metadata\":{\"name\":\"db-0\",\"namespace\":\"shop\"}},\"Nodes\":"
                + (full
                        ? "{\"metadata\":{},\"items\":[" + list + "]},\"NodeNames\":null}"
                        : "null,\"NodeNames\":[" + list + "]}");
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        length = bytes.length;
        body = java.util.Arrays.copyOf(bytes, length + JsonScanner.PADDING);
        topology = Topology.of(
                IntStream.range(0, nodes)
                        .mapToObj(i -> KubernetesNode.named(name(i)))
                        .toList(),
                List.of());
        request = codec.read(body, length, topology);
        verdicts = new Refusal[nodes];
        IntStream.range(0, nodes).filter(i -> i % 10 == 9).forEach(i -> verdicts[i] = Refusal.OFFLINE);
        scores = IntStream.range(0, nodes).map(i -> i % 201).toArray();
    }

    @Benchmark
    public Object read() {
        return codec.read(body, length, topology);
    }

    @Benchmark
    public void writeFilter() throws IOException {
        ExtenderAnswer.filter(request, verdicts, () -> {}).write(OutputStream.nullOutputStream());
    }

    @Benchmark
    public void writePriorities() throws IOException {
        ExtenderAnswer.priorities(request, scores, () -> {}).write(OutputStream.nullOutputStream());
    }

    private static String node(int node) {
        String image = "registry.example.org/platform/team-1/service";
        String images = list(
                IMAGES,
                i -> "{\"names\":[\"%1$s@sha256:%2$064x\",\"%1$s:v1.%2$d.0\"],\"sizeBytes\":%3$d}"
                        .formatted(image, i, 20_000_000 + i));
        String labels = list(20, i -> "\"label-%02d.example.org/purpose\":\"value-%d\"".formatted(i, i));
        String conditions = list(
                4,
                i -> "{\"type\":\"Condition%d\",\"status\":\"False\",\"lastHeartbeatTime\":\"2026-01-01T00:00:00Z\","
                                .formatted(i)
                        + "\"lastTransitionTime\":\"2026-01-01T00:00:00Z\",\"reason\":\"KubeletHasSufficientMemory\","
                        + "\"message\":\"the kubelet has sufficient memory available\"}");
        return "{\"metadata\":{\"name\":\"%s\",\"labels\":{%s}},\"status\":{\"conditions\":[%s],\"images\":[%s]}}"
                .formatted(name(node), labels, conditions, images);
    }

    private static String list(int count, IntFunction<String> element) {
        return IntStream.range(0, count).mapToObj(element).collect(Collectors.joining(","));
    }

    private static String name(int node) {
        return "node-%05d".formatted(node);
    }
}
