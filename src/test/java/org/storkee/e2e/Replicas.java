package org.storkee.e2e;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.storkee.testing.cluster.Ports;
import org.storkee.testing.cluster.SchedulerOptions;
import org.storkee.testing.cluster.StorkOptions;
import org.storkee.testing.cluster.StorkServer;
import org.storkee.testing.cluster.TcpBalancer;
import org.storkee.testing.cluster.TestCluster;

/**
 * Three servers behind one address, over HTTPS, as the Deployment has them, and their webhook behind another; the shared
 * server stands aside meanwhile. All the time their leaders are counted: see {@link LeaderWatch}.
 */
final class Replicas implements AutoCloseable {
    static final int COUNT = 3;

    final List<StorkServer> servers;
    final LeaderWatch leaders;
    private final StorkServer shared;
    private final TcpBalancer balancer;
    private final TcpBalancer webhooks;
    private final WebhookCalls webhook;

    /** {@code profile}: the scheduler that the webhook sets. */
    Replicas(TestCluster cluster, StorkServer shared, String profile) {
        this.shared = shared;
        shared.stop();
        int address = Ports.free();
        String url = "https://127.0.0.1:" + address;
        List<Integer> ports = Stream.generate(Ports::free).limit(COUNT).toList();
        servers = StorkServer.startAll(
                cluster,
                ports.stream()
                        .map(port -> StorkOptions.named("stork-replica-" + port)
                                .withTls("on")
                                .with("stork.admission", "on")
                                .with("stork.admission.scheduler", profile)
                                .with("stork.admission.port", port.toString())
                                .with("stork.admission.url", url + "/mutate"))
                        .toList());
        webhooks = TcpBalancer.on(address, backends(ports));
        balancer = TcpBalancer.on(
                Ports.free(), backends(servers.stream().map(StorkServer::port).toList()));
        leaders = new LeaderWatch(servers);
        webhook = new WebhookCalls(cluster.client(), url);
        await().atMost(Duration.ofSeconds(60)).until(() -> webhook.registered() != null);
    }

    private List<TcpBalancer.Backend> backends(List<Integer> ports) {
        return IntStream.range(0, COUNT)
                .mapToObj(i -> new TcpBalancer.Backend(ports.get(i), servers.get(i)::isReady))
                .toList();
    }

    /** A scheduler that asks whichever server the address leads to, under the name the shipped configuration gives it. */
    SchedulerOptions scheduler(String profile) {
        return servers.getFirst().scheduler(profile).withExtender("https://127.0.0.1:" + balancer.port());
    }

    /** Waits for a leader. */
    StorkServer leader() {
        return await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .until(leaders::current, Optional::isPresent)
                .get();
    }

    /** All but one, in turn. */
    List<StorkServer> others(StorkServer one) {
        List<StorkServer> others = new ArrayList<>(servers);
        others.remove(one);
        return others;
    }

    /** Starts the servers that do not run, and waits until all are ready. */
    void revive() {
        servers.stream().filter(server -> !server.isAlive()).forEach(StorkServer::launch);
        servers.forEach(StorkServer::awaitReady);
    }

    @Override
    public void close() {
        leaders.close();
        webhook.unregister();
        webhooks.close();
        balancer.close();
        servers.forEach(StorkServer::close);
        shared.start();
    }
}
