package org.storkee.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.storkee.testing.cluster.ClusterTest;
import org.storkee.testing.cluster.Scheduler;
import org.storkee.testing.cluster.StorkServer;
import org.storkee.testing.cluster.TestCluster;

/**
 * Three servers behind one address, asked by a scheduler with the shipped configuration, account and election, and by the
 * API server about pods that name no scheduler, while servers crash, freeze and end.
 */
@ClusterTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AvailabilitySoakIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    /** The promise is 20 s: 15 until the Lease has run out, 2 until somebody asks. The rest is for busy processors. */
    private static final Duration FAILOVER = Duration.ofSeconds(20);

    private static final Duration SOAK = Duration.ofSeconds(Integer.getInteger("storkee.soak.seconds", 180));
    private static final int SOAK_PODS = Integer.getInteger("storkee.soak.pods", 1000);
    private static final Duration BETWEEN_KILLS = Duration.ofSeconds(10);
    private static final String CLUSTERS = "customresourcedefinitions,clusterroles,mutatingwebhookconfigurations";
    private static final String PROFILE = "available";

    private final Testbed bed;
    private final Replicas replicas;
    private final Scheduler scheduler;

    AvailabilitySoakIT(TestCluster cluster, StorkServer stork) {
        bed = new Testbed(cluster, PROFILE, 20, 130);
        replicas = new Replicas(cluster, stork, PROFILE);
        scheduler = cluster.startScheduler(replicas.scheduler(PROFILE).withShippedAccount());
    }

    @AfterEach
    void clear() {
        replicas.revive();
        bed.clear();
        assertThat(replicas.leaders.twoAtOnce()).as("two leaders at once").isEmpty();
    }

    @AfterAll
    void remove() {
        scheduler.close();
        replicas.close();
        bed.close();
    }

    @Test
    void killingOneOfThreeServersAgainAndAgainPutsNoPodInTheWrongPlace() throws Exception {
        PodStream pods = new PodStream(bed, "soak");
        List<StorkServer> victims = new ArrayList<>(List.of(replicas.leader()));
        victims.addAll(replicas.others(victims.getFirst()));
        replicas.leaders.forgetGaps();
        CompletableFuture<Void> created = pods.start(SOAK_PODS, SOAK);
        long start = System.nanoTime();
        int kill = 0;
        for (; Duration.ofNanos(System.nanoTime() - start).compareTo(SOAK) < 0; kill++) {
            long next = System.nanoTime() + BETWEEN_KILLS.toNanos();
            StorkServer victim = victims.get(kill % Replicas.COUNT);
            victim.kill();
            victim.launch();
            StorkServer following = victims.get((kill + 1) % Replicas.COUNT);
            // Few processors take longer to start a server beside a stream of pods: one is always left to answer.
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> System.nanoTime() >= next
                            && replicas.others(following).stream().anyMatch(StorkServer::isReady));
        }
        created.get();
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(pods.wrong(PROFILE)).isEmpty());
        Duration gap = replicas.leaders.longestGap();
        System.out.printf(
                "availability: %d kills, at most %.1f s without a leader, pods not mutated: %s%n",
                kill, gap.toMillis() / 1e3, pods.slipped(PROFILE));
        assertThat(pods.slipped(PROFILE))
                .as("pods whose call to the webhook met a kill, at most one each: they are created one by one")
                .hasSizeLessThanOrEqualTo(kill);
        assertThat(gap).isLessThan(FAILOVER);
    }

    @Test
    void aLeaderThatStoodStillDoesNotLeadWhenItGoesOn() {
        StorkServer frozen = replicas.leader();
        long paused = System.nanoTime();
        frozen.pause();
        try {
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> replicas.leaders
                            .current()
                            .filter(leader -> leader != frozen)
                            .isPresent());
            assertThat(took("failover after SIGSTOP", paused)).isLessThan(FAILOVER);
        } finally {
            frozen.resume();
        }
        assertThat(replicas.leaders.leads(frozen)).isFalse();
    }

    @Test
    void aLeaderThatEndsGivesItsLeaseBackAndItsWorkIsTakenOverAtOnce() throws Exception {
        PodStream pods = new PodStream(bed, "ending");
        StorkServer ending = replicas.leader();
        String before = bed.cluster.kubectl("get", CLUSTERS, "-o", "name");
        CompletableFuture<Void> created = pods.start(30, Duration.ofSeconds(3));
        long asked = System.nanoTime();
        Thread stopping = Thread.ofVirtual().start(ending::stop);
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> replicas.leaders
                        .current()
                        .filter(leader -> leader != ending)
                        .isPresent());
        assertThat(took("failover after SIGTERM", asked)).isLessThan(Duration.ofSeconds(3));
        stopping.join();
        created.get();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(pods.wrong(PROFILE)).isEmpty());
        assertThat(pods.slipped(PROFILE)).isEmpty();
        assertThat(bed.cluster.kubectl("get", CLUSTERS, "-o", "name"))
                .as("what belongs to the cluster, not to one server")
                .isEqualTo(before);
    }

    @Test
    void aRequestUnderWayWhenTheEndBeginsIsAnsweredAndOneThatNeverComesDoesNotHoldItUp() throws Exception {
        StorkServer ending = replicas.leader();
        String body = ExtenderHttp.args(Workload.pod(bed, PROFILE, "asks"), bed.nodes);
        byte[] request = ("POST /filter HTTP/1.1\r\nHost: 127.0.0.1:" + ending.port() + "\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
        int half = request.length - body.length() / 2;
        try (Socket slow = connect(ending);
                Socket never = connect(ending)) {
            slow.getOutputStream().write(request, 0, half);
            slow.getOutputStream().flush();
            never.getOutputStream().write(request, 0, half);
            never.getOutputStream().flush();
            long asked = System.nanoTime();
            Thread stopping = Thread.ofVirtual().start(ending::stop);
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> !listens(ending));
            slow.getOutputStream().write(request, half, request.length - half);
            slow.getOutputStream().flush();
            assertThat(new BufferedReader(new InputStreamReader(slow.getInputStream())).readLine())
                    .isEqualTo("HTTP/1.1 200 OK");
            stopping.join();
            assertThat(took("end with a request under way that never came", asked))
                    .isLessThan(Duration.ofSeconds(10));
        }
    }

    private Socket connect(StorkServer server) throws IOException {
        return bed.cluster.certificates().trust().getSocketFactory().createSocket(server.address(), server.port());
    }

    private static boolean listens(StorkServer server) {
        try (Socket socket = new Socket(server.address(), server.port())) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** Prints a measured time, for whoever reads the log. */
    private static Duration took(String what, long sinceNanos) {
        Duration took = Duration.ofNanos(System.nanoTime() - sinceNanos);
        System.out.printf("availability: %s after %.1f s%n", what, took.toMillis() / 1e3);
        return took;
    }
}
