package org.storkee.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.storkee.api.NodeState;
import org.storkee.storage.CapacityPool;
import org.storkee.storage.KubernetesNode;
import org.storkee.storage.Location;
import org.storkee.storage.PendingClaim;
import org.storkee.storage.StorageNode;
import org.storkee.storage.StorageView;
import org.storkee.storage.Topology;
import org.storkee.testing.TestClock;

/** A node with room for one claim of 1 GiB; kinds of objects are seen in every order in which they may arrive. */
class LedgerEntriesTest {
    private static final long GIB = 1L << 30;

    private final TestClock clock = new TestClock();
    private final CapacityLedger ledger = new CapacityLedger(clock, Duration.ofMinutes(11));
    private final ClaimsFixture objects = new ClaimsFixture();
    private final LedgerEntries entries = new LedgerEntries(ledger, objects, pod -> pod, objects, clock);
    private Topology topology;

    @BeforeEach
    void roomForOne() {
        publish(GIB);
        objects.pending("data", World.FIRST);
        objects.selected("data", World.FIRST, "node0");
        entries.claim(claim());
        assertThat(fits()).isFalse();
    }

    @Test
    void aVolumeSeenAfterItsClaimWasSeenBoundEndsThePromise() {
        objects.bound("data", "pv", World.FIRST, "node0");
        entries.claim(claim());
        assertThat(ledger.charged("uid-of-data")).isTrue();

        entries.volume(objects.made("pv", "data", World.FIRST, clock.instant()));
        clock.pass(Duration.ofSeconds(2));
        publish(GIB); // another volume was deleted meanwhile
        assertThat(fits()).isTrue();
    }

    @Test
    void aLookThatBeganBeforeTheNodeWasSelectedTakesNothingBack() {
        ClaimsFixture before = new ClaimsFixture();
        before.pending("data", World.FIRST);
        PersistentVolumeClaim read = before.claim(
                claim().getMetadata().getNamespace(), claim().getMetadata().getName());
        entries.lookAgain(Set.of("uid-of-data"), List.of(read));
        assertThat(fits()).isFalse();
    }

    @Test
    void aVolumeWhoseRoomIsNotPublishedAgainIsChargedForTwoMinutes() {
        objects.bound("data", "pv", World.FIRST, "node0");
        objects.made("pv", "data", World.FIRST, clock.instant());
        entries.claim(claim());

        clock.pass(Duration.ofSeconds(119));
        ledger.observe(() -> topology);
        assertThat(fits()).isFalse();
        clock.pass(Duration.ofSeconds(2));
        ledger.observe(() -> topology);
        assertThat(fits()).isTrue();
    }

    @Test
    void aVolumeOfALaterClaimOfTheSameNameEndsNothing() {
        var foreign = objects.made("pv", "data", World.FIRST, clock.instant());
        foreign.getSpec().getClaimRef().setUid("another");
        objects.bound("data", "pv", World.FIRST, "node0");
        entries.volume(foreign);
        assertThat(ledger.charged("uid-of-data")).isTrue();
    }

    @Test
    void aNodeHeardTogetherWithTheVolumeTurnsTheOfferIntoAPromise() {
        ledger.released("uid-of-data");
        offer();
        objects.bound("data", "pv", World.FIRST, "node0");
        objects.made("pv", "data", World.FIRST, clock.instant());
        entries.claim(claim());
        assertThat(ledger.charged("uid-of-data")).isTrue();
        assertThat(ledger.offered("uid-of-data")).isFalse();
        clock.pass(Duration.ofSeconds(2));
        publish(GIB);
        publish(GIB / 2);
        publish(GIB);
        assertThat(fits()).isTrue();
    }

    @Test
    void anOfferWhoseClaimGotAVolumeThatWasThereBeforeIsOver() {
        ledger.released("uid-of-data");
        offer();
        assertThat(fits()).isFalse();
        objects.bound("data", "pv", World.FIRST, null);
        objects.made("pv", "data", World.FIRST, clock.instant());
        entries.claim(claim());
        assertThat(fits()).isTrue();
    }

    @Test
    void aVolumeWhoseRoomIsPublishedBeforeItsClaimIsBoundIsChargedOnce() {
        publish(0);
        objects.bound("data", "pv", World.FIRST, "node0");
        objects.made("pv", "data", World.FIRST, clock.instant());
        entries.claim(claim()); // the annotation
        assertThat(ledger.size()).isZero();
        entries.claim(claim()); // the phase
        assertThat(ledger.size()).isZero();
    }

    @Test
    void aVolumeMadeWhileNobodyListenedIsChargedUntilEveryFigureContainsIt() {
        objects.bound("data", "pv", World.FIRST, "node0");
        objects.made("pv", "data", World.FIRST, clock.instant());
        ledger.released("uid-of-data");
        clock.pass(Duration.ofSeconds(110));
        assertThat(fits()).isTrue();
        entries.claim(claim());
        assertThat(fits()).as("the figure is older than the volume").isFalse();
        clock.pass(Duration.ofSeconds(20));
        ledger.observe(() -> topology);
        entries.claim(claim());
        assertThat(fits()).isTrue();
    }

    @Test
    void aPodSeenLongAfterTheClaimWasSettledLeavesAPromiseOnlyUntilTheNextLook() {
        var stale = claim();
        objects.bound("data", "pv", World.FIRST, "node0");
        objects.made("pv", "data", World.FIRST, clock.instant());
        entries.claim(claim());
        clock.pass(Duration.ofMinutes(1));
        publish(GIB);
        clock.pass(Duration.ofMinutes(2));
        publish(GIB);
        assertThat(ledger.size()).isZero();

        ledger.decided(new PendingClaim("data", stale.getMetadata().getUid(), World.FIRST, GIB), "pod", "node0");
        assertThat(fits()).isFalse();
        entries.lookAgain(ledger.claims(), objects.all());
        publish(GIB);
        assertThat(fits()).isTrue();
    }

    @Test
    void aChargeOfAClaimThatIsGoneEndsAtTheNextLook() {
        Set<String> charged = ledger.claims();
        objects.remove("data");
        entries.lookAgain(charged, objects.all());
        assertThat(fits()).isTrue();
    }

    @Test
    void lookingAgainAtAClaimStillInTheMakingChangesNothing() {
        entries.lookAgain(ledger.claims(), objects.all());
        assertThat(fits()).isFalse();
    }

    @Test
    void thePodsOwnNodeDecidesWhileTheClaimNamesNone() {
        objects.pending("data", World.FIRST);
        entries.claim(claim());
        assertThat(fits()).as("its node was taken back").isTrue();
        entries.pod(pod("node0"));
        assertThat(fits()).isFalse();
    }

    @Test
    void aNominationCountsAsLongAsThePodHasIt() {
        ledger.released("uid-of-data");
        objects.pending("data", World.FIRST);
        Pod pod = pod(null);
        pod.setStatus(new PodStatusBuilder().withNominatedNodeName("node0").build());
        entries.pod(pod);
        assertThat(fits()).isFalse();
        entries.pod(pod(null));
        assertThat(fits()).isTrue();
    }

    private PersistentVolumeClaim claim() {
        return objects.claim("default", "data");
    }

    private void offer() {
        ledger.admit(
                new Applicant("pod", ""),
                List.of(new PendingClaim("data", "uid-of-data", World.FIRST, GIB)),
                new int[] {0},
                topology,
                new Refusal[1],
                true);
    }

    private boolean fits() {
        Refusal[] verdicts = new Refusal[1];
        ledger.admit(
                new Applicant("other", ""),
                List.of(new PendingClaim("other", "uid-of-other", World.FIRST, GIB)),
                new int[] {0},
                topology,
                verdicts,
                false);
        return verdicts[0] == null;
    }

    private void publish(long room) {
        Instant now = clock.instant();
        StorageNode node =
                new StorageNode("node0", "node0", null, List.of(), NodeState.ONLINE, "", false, Location.UNKNOWN);
        StorageView view = new StorageView(
                World.FIRST,
                List.of(node),
                Map.of(),
                List.of(new CapacityPool("node0", List.of("node0"), room, Long.MAX_VALUE, now)));
        topology = Topology.of(List.of(KubernetesNode.named("node0")), List.of(view));
        ledger.observe(() -> topology);
    }

    private static Pod pod(String node) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("p")
                .withUid("pod")
                .endMetadata()
                .withNewSpec()
                .withNodeName(node)
                .addNewVolume()
                .withName("data")
                .withNewPersistentVolumeClaim()
                .withClaimName("data")
                .endPersistentVolumeClaim()
                .endVolume()
                .endSpec()
                .build();
    }
}
