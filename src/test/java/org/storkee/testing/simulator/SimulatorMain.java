package org.storkee.testing.simulator;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.storkee.api.NodeStorage;
import org.storkee.api.NodeStorageSpec;

/**
 * The simulator as a process, and the commands to it. The cluster is the one KUBECONFIG names.
 *
 * <pre>
 * run [--lease SECONDS] NODE=SIZE...   plays the storage system until it is ended; prints "simulator is ready"
 * fail|fail-fenced|degrade|storage-down|silence|fill|heal NODE
 * status                               prints every NodeStorage
 * </pre>
 *
 * Exit code 0 when done, 1 when the simulator refused a command or did not answer, 2 when the arguments are wrong.
 */
public final class SimulatorMain {
    /** What {@code run} prints, before the number of nodes, when it plays. */
    public static final String READY = "simulator is ready";

    private static final int ANSWER_WITHIN_SECONDS = 15;

    private final KubernetesClient client;
    private final PrintStream out;

    private SimulatorMain(KubernetesClient client, PrintStream out) {
        this.client = client;
        this.out = out;
    }

    /** See the class comment. */
    public static void main(String... args) throws InterruptedException {
        QuietClient.hush();
        int code;
        try (KubernetesClient client = new KubernetesClientBuilder().build()) {
            code = new SimulatorMain(client, System.out).run(List.of(args));
        } catch (IllegalArgumentException e) {
            System.err.println("simulator: " + e.getMessage());
            code = 2;
        }
        System.exit(code);
    }

    private int run(List<String> args) throws InterruptedException {
        if (args.isEmpty()) {
            throw new IllegalArgumentException("run, status, or a command and a node are expected");
        }
        return switch (args.getFirst()) {
            case "run" -> play(args.subList(1, args.size()));
            case "status" -> status();
            default -> {
                NodeCommand command = NodeCommand.of(args.getFirst());
                if (args.size() != 2) {
                    throw new IllegalArgumentException(command.word() + " takes the name of one NodeStorage");
                }
                yield send(args.get(1), command);
            }
        };
    }

    private int play(List<String> args) throws InterruptedException {
        Duration lease = null;
        List<SimulatedNode> nodes = new ArrayList<>();
        for (int i = 0; i < args.size(); i++) {
            if (args.get(i).equals("--lease") && i + 1 < args.size()) {
                lease = Duration.ofSeconds(Long.parseLong(args.get(++i)));
            } else {
                nodes.add(node(args.get(i)));
            }
        }
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(ended::countDown));
        try (StorageSimulator simulator =
                StorageSimulator.start(client, StorageSimulator.DEFAULT_DRIVER, nodes, lease)) {
            out.println(READY + ": " + simulator.usage().size() + " storage nodes");
            ended.await();
        }
        return 0;
    }

    private int send(String node, NodeCommand command) {
        var resource = client.resources(NodeStorage.class).withName(node);
        if (resource.get() == null) {
            out.println("there is no NodeStorage " + node + "; nothing was done");
            return 1;
        }
        resource.patch(
                PatchContext.of(PatchType.JSON_MERGE),
                "{\"metadata\":{\"annotations\":{\"%s\":\"%s\",\"%s\":null}}}"
                        .formatted(CommandWatch.COMMAND, command.word(), CommandWatch.ERROR));
        NodeStorage answered;
        try {
            answered = resource.waitUntilCondition(
                    now -> now != null && annotation(now, CommandWatch.COMMAND) == null,
                    ANSWER_WITHIN_SECONDS,
                    TimeUnit.SECONDS);
        } catch (io.fabric8.kubernetes.client.KubernetesClientTimeoutException e) {
            out.println("no simulator answers; the command stays on NodeStorage " + node + " until one does");
            return 1;
        }
        String error = annotation(answered, CommandWatch.ERROR);
        out.println(error == null ? line(answered) : "refused: " + error);
        return error == null ? 0 : 1;
    }

    private int status() {
        client.resources(NodeStorage.class).list().getItems().forEach(node -> out.println(line(node)));
        return 0;
    }

    private static SimulatedNode node(String arg) {
        int equals = arg.indexOf('=');
        if (equals < 1) {
            throw new IllegalArgumentException("'" + arg + "' is not NODE=SIZE, such as node-1=100Gi");
        }
        return SimulatedNode.of(
                arg.substring(0, equals), StorageObjects.bytes(Quantity.parse(arg.substring(equals + 1))));
    }

    private static String line(NodeStorage node) {
        NodeStorageSpec spec = node.getSpec();
        String available = spec.getCapacity() == null
                ? "-"
                : String.valueOf(spec.getCapacity().getAvailable());
        return "%-16s %-12s available %s %s"
                .formatted(
                        node.getMetadata().getName(),
                        spec.getState(),
                        available,
                        spec.getMessage() == null ? "" : spec.getMessage());
    }

    private static String annotation(NodeStorage node, String key) {
        return node.getMetadata().getAnnotations() == null
                ? null
                : node.getMetadata().getAnnotations().get(key);
    }
}
