package org.storkee.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.storkee.cluster.Leadership;
import org.storkee.testing.TestClock;

/** Which pods count as slipped through: those of an outage above all, each once, whoever leads. */
class MissesTest {
    private final TestClock clock = new TestClock();
    private final AdmissionWorld world = new AdmissionWorld();
    /** Of the cluster: the events of all leaders. */
    private final Set<String> events = new HashSet<>();

    private final Replica replica = new Replica();
    private Instant registered = Instant.EPOCH;

    /** One replica. */
    private final class Replica {
        private final Misses misses = new Misses();
        private final List<String> counted = new ArrayList<>();
        private boolean leads = true;
        private boolean observed = true;
        private boolean reachable = true;

        Replica() {
            misses.clock = clock;
            misses.settings = WebhookObjectTest.settings(null);
            misses.cache = new WorldCache(world);
            misses.drivers = new WorldDrivers(world) {
                @Override
                public boolean observed() {
                    return observed;
                }
            };
            misses.leadership = new Leadership() {
                @Override
                public boolean isLeader() {
                    return leads;
                }
            };
            misses.registration = new WebhookRegistration() {
                @Override
                @Nullable
                Instant registeredAt() {
                    return leads ? registered : null;
                }
            };
            misses.actions = new AdmissionActions() {
                @Override
                boolean tellMissed(Pod pod, String message) {
                    if (!reachable) {
                        throw new KubernetesClientException("no answer");
                    }
                    boolean first = events.add(pod.getMetadata().getUid());
                    if (first) {
                        counted.add(pod.getMetadata().getUid());
                    }
                    return first;
                }
            };
            misses.metrics = new AdmissionMetrics() {
                @Override
                void missed() {}
            };
        }

        List<String> after(Duration time) {
            clock.pass(time);
            misses.look();
            return counted;
        }
    }

    @BeforeEach
    void theWebhookIsAnHourOld() {
        registered = clock.instant().minus(Duration.ofHours(1));
    }

    private Pod made(String uid, String claim, Duration ago) {
        return new PodBuilder(AdmissionWorld.pod("claim:" + claim))
                .editMetadata()
                .withNamespace("default")
                .withUid(uid)
                .withCreationTimestamp(clock.instant().minus(ago).toString())
                .endMetadata()
                .build();
    }

    private static Pod bound(Pod pod) {
        return new PodBuilder(pod)
                .editSpec()
                .withNodeName("node-1")
                .endSpec()
                .withNewStatus()
                .addNewCondition()
                .withType("PodScheduled")
                .withStatus("True")
                .endCondition()
                .endStatus()
                .build();
    }

    @Test
    void aPodMadeAndBoundWhileNoReplicaRanIsCounted() {
        replica.misses.changed(bound(made("outage", "bound-ours", Duration.ofMinutes(5))));
        assertThat(replica.after(Duration.ofSeconds(2))).isEmpty();
        assertThat(replica.after(Duration.ofSeconds(2))).containsExactly("outage");
    }

    @Test
    void aPodIsCountedOnceHoweverOftenItChangesAndWhoeverLeads() {
        Replica next = new Replica();
        next.leads = false;
        Pod pod = made("pod", "bound-ours", Duration.ZERO);
        for (Replica each : List.of(replica, next)) {
            each.misses.changed(pod);
            each.misses.changed(bound(pod));
        }
        assertThat(replica.after(Duration.ofSeconds(4))).containsExactly("pod");
        assertThat(next.after(Duration.ofSeconds(1))).isEmpty();
        replica.leads = false;
        next.leads = true;
        assertThat(next.after(Duration.ofSeconds(15))).isEmpty();
        assertThat(replica.after(Duration.ofSeconds(1))).hasSize(1);
    }

    @Test
    void whatSlippedThroughBetweenTwoLeadersIsCountedByTheNextOne() {
        replica.leads = false;
        replica.misses.changed(made("between", "bound-ours", Duration.ZERO));
        assertThat(replica.after(Duration.ofSeconds(10))).isEmpty();
        replica.leads = true;
        assertThat(replica.after(Duration.ofSeconds(10))).containsExactly("between");
    }

    @Test
    void podsFromBeforeTheWebhookAndFromLongAgoAreNot() {
        registered = clock.instant().minus(Duration.ofMinutes(10));
        replica.misses.changed(made("before", "bound-ours", Duration.ofMinutes(11)));
        replica.misses.changed(made("settling", "bound-ours", Duration.ofMinutes(10)));
        replica.misses.changed(made("after", "bound-ours", Duration.ofMinutes(9)));
        replica.misses.changed(made("long-ago", "bound-ours", Duration.ofHours(1)));
        assertThat(replica.after(Duration.ofSeconds(4))).containsExactly("after");
    }

    @Test
    void aPodMadeWithANodeIsNotEvenWhenItsKubeletSaysThatItIsScheduled() {
        Pod placed = made("placed", "bound-ours", Duration.ZERO);
        placed.getSpec().setNodeName("node-1");
        replica.misses.changed(placed);
        replica.misses.changed(bound(placed));
        assertThat(replica.after(Duration.ofSeconds(4))).isEmpty();
    }

    @Test
    void podsOfOtherStorageOtherSchedulersAndSkippedNamespacesAreNot() {
        replica.misses.changed(made("foreign", "bound-foreign", Duration.ZERO));
        replica.misses.changed(made("unsure", "not-there", Duration.ZERO));
        Pod other = made("other", "bound-ours", Duration.ZERO);
        other.getSpec().setSchedulerName("stork");
        replica.misses.changed(other);
        Pod system = made("system", "bound-ours", Duration.ZERO);
        system.getMetadata().setNamespace("kube-system");
        replica.misses.changed(system);
        assertThat(replica.after(Duration.ofSeconds(4))).isEmpty();
    }

    @Test
    void nothingIsJudgedBeforeTheDriversHaveLookedNorForgottenWhileTheApiServerIsAway() {
        replica.observed = false;
        replica.misses.changed(bound(made("early", "bound-ours", Duration.ofMinutes(1))));
        assertThat(replica.after(Duration.ofSeconds(10))).isEmpty();
        replica.observed = true;
        replica.reachable = false;
        assertThat(replica.after(Duration.ofSeconds(10))).isEmpty();
        replica.reachable = true;
        assertThat(replica.after(Duration.ofSeconds(10))).containsExactly("early");
    }
}
