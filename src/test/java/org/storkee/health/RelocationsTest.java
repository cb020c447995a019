package org.storkee.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.storkee.testing.TestClock;

/** Work is done when the test pumps, on its own thread. */
class RelocationsTest {
    private final TestClock clock = new TestClock();
    private final List<String> requests = new ArrayList<>();
    private final List<Decision> told = new ArrayList<>();
    private final DecisionLog log = new DecisionLog();
    private final Relocations relocations = new Relocations();
    private @Nullable RuntimeException answer;
    private boolean there = true;
    private boolean terminating;
    private Runnable onRequest = () -> {};
    private final AtomicInteger counted = new AtomicInteger();

    @BeforeEach
    void wire() {
        relocations.actions = new RelocationActions() {
            @Override
            boolean markDisrupted(PodId pod, String reason, String message) {
                return request("mark " + pod.uid());
            }

            @Override
            boolean deleteGracefully(PodId pod) {
                return request("delete " + pod.uid());
            }

            @Override
            boolean deleteByForce(PodId pod) {
                return request("force " + pod.uid());
            }
        };
        relocations.events = new HealthEvents() {
            @Override
            void tellDone(Decision decision, @Nullable MachineEvidence machine) {
                told.add(decision);
            }
        };
        relocations.log = log;
        relocations.metrics = counting();
        relocations.clock = clock;
        relocations.executor = direct();
        relocations.prepare();
    }

    private static ManagedScheduledExecutorService direct() {
        return (ManagedScheduledExecutorService) Proxy.newProxyInstance(
                RelocationsTest.class.getClassLoader(),
                new Class<?>[] {ManagedScheduledExecutorService.class},
                (proxy, method, arguments) -> {
                    ((Runnable) arguments[0]).run();
                    return null;
                });
    }

    private MetricRegistry counting() {
        Counter counter = (Counter) Proxy.newProxyInstance(
                RelocationsTest.class.getClassLoader(), new Class<?>[] {Counter.class}, (proxy, method, arguments) -> {
                    counted.incrementAndGet();
                    return null;
                });
        return (MetricRegistry) Proxy.newProxyInstance(
                RelocationsTest.class.getClassLoader(),
                new Class<?>[] {MetricRegistry.class},
                (proxy, method, arguments) -> counter);
    }

    private boolean request(String request) {
        requests.add(request);
        onRequest.run();
        if (answer != null) {
            throw answer;
        }
        return there;
    }

    @Test
    void theConditionComesBeforeTheDeletion() {
        order(decision(Action.DELETE_GRACEFULLY, "u"), false);
        assertThat(requests).containsExactly("mark u", "delete u");
        assertThat(outcome()).isEqualTo("done");
        assertThat(told).hasSize(1);
    }

    @Test
    void aPodThatHasItsConditionIsDeletedAtOnce() {
        order(decision(Action.FORCE_DELETE, "u"), true);
        assertThat(requests).containsExactly("force u");
    }

    @Test
    void aPodThatIsForcedInTheEndIsCountedOnce() {
        order(decision(Action.DELETE_GRACEFULLY, "u"), true);
        terminating = true;
        order(decision(Action.FORCE_DELETE, "u"), true);
        assertThat(requests).containsExactly("delete u", "force u");
        assertThat(counted).hasValue(1);
    }

    @Test
    void aPodThatIsGoneOrAnotherOneIsNeitherDeletedNorTold() {
        there = false;
        order(decision(Action.DELETE_GRACEFULLY, "u"), false);
        assertThat(requests).containsExactly("mark u");
        assertThat(told).isEmpty();
    }

    @Test
    void whatIsRefusedIsTriedAgainWithBackOff() {
        answer = new KubernetesClientException("refused", 403, null);
        order(decision(Action.DELETE_GRACEFULLY, "u"), true);
        relocations.pump();
        assertThat(requests).hasSize(1);
        assertThat(outcome()).contains("refused", "tried again");
        clock.pass(Duration.ofSeconds(1));
        relocations.pump();
        assertThat(requests).hasSize(2);
        answer = null;
        clock.pass(Duration.ofSeconds(1));
        relocations.pump();
        assertThat(outcome()).isEqualTo("done");
    }

    @Test
    void whatIsDecidedAgainWhileItIsRefusedStillShowsTheRefusal() {
        answer = new KubernetesClientException("refused", 403, null);
        Decision decision = decision(Action.DELETE_GRACEFULLY, "u");
        order(decision, true);
        order(decision, true);
        assertThat(requests).as("its back-off is not over").hasSize(1);
        assertThat(outcome()).contains("refused", "tried again");
    }

    @Test
    void whatThePlanNoLongerWantsIsNotTriedAgain() {
        answer = new KubernetesClientException("refused", 403, null);
        order(decision(Action.DELETE_GRACEFULLY, "u"), true);
        answer = null;
        relocations.want(List.of());
        clock.pass(Duration.ofMinutes(1));
        relocations.pump();
        assertThat(requests).hasSize(1);
        assertThat(outcome()).contains("the evidence has changed");
    }

    @Test
    void whatThePlanNoLongerWantsWhenThePodIsMarkedIsNotDeleted() {
        onRequest = () -> relocations.want(List.of());
        order(decision(Action.DELETE_GRACEFULLY, "u"), false);
        assertThat(requests).containsExactly("mark u");
        assertThat(outcome()).contains("the evidence has changed");
    }

    @Test
    void aReplicaThatNoLongerLeadsStopsAtOnce() {
        answer = new NotLeadingException();
        order(decision(Action.DELETE_GRACEFULLY, "u"), false);
        clock.pass(Duration.ofMinutes(1));
        relocations.pump();
        assertThat(requests).containsExactly("mark u");
        assertThat(outcome()).contains("another replica leads");
    }

    private void order(Decision decision, boolean marked) {
        relocations.want(List.of(decision));
        relocations.order(decision, log.add(decision).number(), new Basis(pod(decision, marked), null, null));
        relocations.pump();
    }

    private PodEvidence pod(Decision decision, boolean marked) {
        return new PodEvidence(
                decision.pod(),
                "node",
                null,
                false,
                false,
                "stork",
                true,
                OptOut.NONE,
                false,
                false,
                marked,
                clock.instant(),
                terminating ? new PodEvidence.Termination(clock.instant(), Duration.ofSeconds(5)) : null,
                List.of());
    }

    private @Nullable String outcome() {
        return log.entries().getFirst().outcome();
    }

    private Decision decision(Action action, String uid) {
        return new Decision(
                clock.instant(),
                action,
                true,
                Reason.STORAGE_OFFLINE,
                null,
                "node",
                new PodId("ns", "pod", uid),
                null,
                List.of(),
                List.of(),
                "",
                List.of());
    }
}
