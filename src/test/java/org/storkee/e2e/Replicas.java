package org.storkee.e2e;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
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
    private final List<TcpBalancer> services;
    private final WebhookCalls webhook;

    /** {@code profile}: the scheduler that the webhook sets. */
    Replicas(TestCluster cluster, StorkServer shared, String profile) {
        this.shared = shared;
        shared.stop();
        int extender = Ports.free();
        int webhooks = Ports.free();
        String url = "https://127.0.0.1:" + webhooks;
        servers = StorkServer.startAll(
                cluster,
                IntStream.rangeClosed(1, COUNT)
                        .mapToObj(i -> StorkOptions.named("stork-replica-" + i)
                                .at("127.0.1." + i)
                                .withPorts(extender, 0)
                                .withTls("on")
                                .with("stork.admission", "on")
                                .with("stork.admission.scheduler", profile)
                                .with("stork.admission.port", Integer.toString(webhooks))
                                .with("stork.admission.url", url + "/mutate"))
                        .toList());
        List<TcpBalancer.Backend> backends = IntStream.range(0, COUNT)
                .mapToObj(i -> new TcpBalancer.Backend("127.0.1." + (i + 1), servers.get(i)::isReady))
                .toList();
        services = List.of(TcpBalancer.on(extender, backends), TcpBalancer.on(webhooks, backends));
        leaders = new LeaderWatch(servers);
        webhook = new WebhookCalls(cluster.client(), url);
        await().atMost(Duration.ofSeconds(60)).until(() -> webhook.registered() != null);
    }

    /** A scheduler that asks whichever server the address leads to, under the name the shipped configuration gives it. */
    SchedulerOptions scheduler(String profile) {
        return servers.getFirst()
                .scheduler(profile)
                .withExtender("https://127.0.0.1:" + servers.getFirst().port());
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
        services.forEach(TcpBalancer::close);
        servers.forEach(StorkServer::close);
        shared.start();
    }
}
