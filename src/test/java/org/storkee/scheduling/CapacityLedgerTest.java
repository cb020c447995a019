package org.storkee.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.storkee.api.NodeState;
import org.storkee.storage.CapacityPool;
import org.storkee.storage.DriverId;
import org.storkee.storage.KubernetesNode;
import org.storkee.storage.Location;
import org.storkee.storage.PendingClaim;
import org.storkee.storage.PodVolumes;
import org.storkee.storage.StorageNode;
import org.storkee.storage.StorageView;
import org.storkee.storage.Topology;
import org.storkee.testing.TestClock;

/** Nodes 0, 1, 2; claims of some units. */
class CapacityLedgerTest {
    private static final DriverId DRIVER = new DriverId("mock", "one");
    private static final int[] ALL = {0, 1, 2};

    private final TestClock clock = new TestClock();
    private final CapacityLedger ledger = new CapacityLedger(clock, Duration.ofMinutes(11));
    private Topology topology;
    private boolean undecided;

    @BeforeEach
    void roomForTenOnEachNode() {
        publish(pool("node0", 10), pool("node1", 10), pool("node2", 10));
    }

    @Test
    void whatFitsIsAcceptedAndWhatDoesNotIsRefused() {
        publish(pool("node0", 10), pool("node1", 9), pool("node2", 0));
        assertThat(admit("a", claim("a", 10))).containsExactly(0);
        assertThat(undecided).isFalse();
    }

    @Test
    void claimsOfOnePodAreSummed() {
        publish(pool("node0", 10), pool("node1", 11), pool("node2", 20));
        assertThat(admit("a", claim("a1", 5), claim("a2", 6))).containsExactly(1, 2);
    }

    @Test
    void aNodeWhoseRoomIsUnknownIsAccepted() {
        publish(pool("node0", 1));
        assertThat(admit("a", claim("a", 5))).containsExactly(1, 2);
    }

    @Test
    void offersOfOthersMeanWaitAndRefusalsStand() {
        publish(pool("node0", 10), pool("node1", 1), pool("node2", 1));
        assertThat(admit("a", claim("a", 6))).containsExactly(0);
        assertThat(admit("b", claim("b", 6))).isEmpty();
        assertThat(undecided).isTrue();
        assertThat(admit("c", claim("c", 11))).isEmpty();
        assertThat(undecided).as("too large for any node, offers or not").isFalse();
    }

    @Test
    void aPodsOwnEarlierOfferDoesNotStandInItsWay() {
        assertThat(admit("a", claim("a", 10))).hasSize(3);
        assertThat(admit("a", claim("a", 10))).hasSize(3);
        assertThat(ledger.size()).isOne();
    }

    @Test
    void onceDecidedTheOtherNodesAreFreeAgain() {
        admit("a", claim("a", 10));
        ledger.decided(claim("a", 10), "a", "node1");
        assertThat(admit("b", claim("b", 10))).containsExactly(0, 2);
        assertThat(undecided).isFalse();
    }

    @Test
    void aClaimWithoutSelectedNodeEndsOnlyThePromiseThatRestedOnIt() {
        ledger.decided(claim("a", 10), "uid-of-the-pod", "node0");
        ledger.undecided("uid-a", "");
        assertThat(ledger.charged("uid-a"))
                .as("the pod's own node still counts")
                .isTrue();
        ledger.decided(claim("a", 10), "", "node0");
        ledger.undecided("uid-a", "");
        assertThat(ledger.charged("uid-a")).isFalse();
    }

    @Test
    void theClaimsWordForTheSameNodeKeepsWhatTheFigureAlreadyPaid() {
        ledger.decided(claim("a", 10), "uid-of-the-pod", "node0");
        publish(pool("node0", 0), pool("node1", 10), pool("node2", 10));
        ledger.decided(claim("a", 10), "", "node0");
        ledger.bound("uid-a", clock.instant());
        assertThat(ledger.size()).isZero();
    }

    @Test
    void judgingAloneChargesNothing() {
        Refusal[] verdicts = new Refusal[3];
        ledger.admit(new Applicant("a", ""), List.of(claim("a", 10)), ALL, topology, verdicts, false);
        assertThat(verdicts).containsOnlyNulls();
        assertThat(ledger.size()).isZero();
    }

    @Test
    void aPromiseEndsWhenANewerFigureArrives() {
        admit("a", claim("a", 10));
        ledger.decided(claim("a", 10), "a", "node0");
        Instant made = clock.instant();
        clock.pass(Duration.ofSeconds(5));
        publish(pool("node0", 0), pool("node1", 10), pool("node2", 10));
        ledger.bound("uid-a", made);
        assertThat(ledger.size()).isZero();
    }

    @Test
    void aPromiseStaysWhileTheFigureIsOlderThanTheVolume() {
        ledger.decided(claim("a", 10), "a", "node0");
        clock.pass(Duration.ofSeconds(5));
        ledger.bound("uid-a", clock.instant());
        assertThat(ledger.size()).isOne();
        assertThat(admit("b", claim("b", 1))).containsExactly(1, 2);
    }

    @Test
    void anOfferWhoseClaimIsBoundAllTheSameIsOver() {
        admit("a", claim("a", 10));
        Instant made = clock.instant();
        clock.pass(Duration.ofSeconds(5));
        publish(pool("node0", 0), pool("node1", 10), pool("node2", 10));
        ledger.bound("uid-a", made);
        publish(pool("node0", 0), pool("node1", 9), pool("node2", 10));
        assertThat(ledger.size()).isZero();
        assertThat(admit("b", claim("b", 10))).containsExactly(2);
        assertThat(admit("c", claim("c", 9))).containsExactly(1);
    }

    @Test
    void aVolumeInTheFigureIsNotPromisedAgain() {
        ledger.decided(claim("a", 10), "", "node0");
        publish(pool("node0", 0), pool("node1", 10), pool("node2", 10));
        ledger.bound("uid-a", clock.instant());
        ledger.decided(claim("a", 10), "", "node0");
        assertThat(ledger.size()).isZero();
    }

    @Test
    void aDropByAllThatIsPromisedEndsPromisesOfTheSameSecond() {
        ledger.decided(claim("a", 4), "a", "node0");
        publish(pool("node0", 6), pool("node1", 10), pool("node2", 10));
        ledger.bound("uid-a", clock.instant());
        assertThat(ledger.size()).isZero();
    }

    @Test
    void aDropThatMayBeAnotherPromisesVolumeEndsNone() {
        ledger.decided(claim("a", 5), "a", "node0");
        ledger.decided(claim("b", 5), "b", "node0");
        publish(pool("node0", 5), pool("node1", 0), pool("node2", 0)); // a's volume is in the figure, b's is not
        ledger.bound("uid-b", clock.instant());
        ledger.bound("uid-a", clock.instant().minusSeconds(1));
        assertThat(admit("c", claim("c", 5))).isEmpty();
    }

    @Test
    void whileAVolumeIsInTheFigureButNotYetHeardOfPodsWait() {
        ledger.decided(claim("a", 5), "a", "node0");
        publish(pool("node0", 5), pool("node1", 0), pool("node2", 0));
        assertThat(admit("b", claim("b", 5))).isEmpty();
        assertThat(undecided)
                .as("5 are promised, 5 are left: are they the same?")
                .isTrue();
        ledger.bound("uid-a", clock.instant());
        assertThat(admit("b", claim("b", 5))).containsExactly(0);
    }

    @Test
    void chargesOutliveAPoolThatVanishesForAWhile() {
        admit("a", claim("a", 10));
        ledger.decided(claim("a", 10), "a", "node0");
        publish(pool("node1", 10), pool("node2", 10));
        publish(pool("node0", 10), pool("node1", 10), pool("node2", 10));
        assertThat(admit("b", claim("b", 10))).containsExactly(1, 2);
    }

    @Test
    void aPromiseMadeBeforeTheRoomWasPublishedIsChargedWhenItIs() {
        publish();
        ledger.decided(claim("a", 10), "a", "node0");
        publish(pool("node0", 10), pool("node1", 10), pool("node2", 10));
        assertThat(admit("b", claim("b", 10))).containsExactly(1, 2);
    }

    @Test
    void aSharedPoolIsCountedOnce() {
        publish(new CapacityPool("san", List.of("node0", "node1", "node2"), 10, Long.MAX_VALUE, clock.instant()));
        assertThat(admit("a", claim("a", 6))).containsExactly(0, 1, 2);
        ledger.decided(claim("a", 6), "a", "node0");
        assertThat(admit("b", claim("b", 6))).isEmpty();
        assertThat(undecided).isFalse();
        assertThat(admit("c", claim("c", 4))).containsExactly(0, 1, 2);
    }

    @Test
    void aNodeWithSeveralPoolsIsJudgedByTheOneThatFitsBest() {
        publish(
                onNode0("small", 20, Long.MAX_VALUE),
                onNode0("large", 100, Long.MAX_VALUE),
                pool("node1", 0),
                pool("node2", 0));
        admit("a", claim("a", 95)); // offered the large one, which leaves 5 there
        assertThat(admit("b", claim("b", 50))).isEmpty();
        assertThat(undecided).as("fits the large pool if a goes elsewhere").isTrue();
    }

    @Test
    void aPoolThatCapsSingleVolumesIsPassedOverForOneThatDoesNot() {
        publish(onNode0("capped", 100, 10), onNode0("plain", 50, Long.MAX_VALUE), pool("node1", 0), pool("node2", 0));
        assertThat(admit("a", claim("a", 20))).containsExactly(0);
        assertThat(admit("b", claim("b1", 9), claim("b2", 9)))
                .as("the cap is per volume")
                .containsExactly(0);
    }

    /** Claims of a pod, pools of node0 as class:room (empty class: any), and whether the pod fits there. */
    @ParameterizedTest(name = "claims {0} in pools {1}: {2}")
    @CsvSource({
        "fast:5,               fast:5,                   ENOUGH",
        "fast:5,               slow:9,                   ENOUGH", // no room is published for its class
        "fast:5,               fast:4 slow:9,            NONE",
        "fast:5,               fast:4 :9,                ENOUGH",
        ":5,                   fast:4 :9,                ENOUGH",
        ":5,                   fast:9 :4,                NONE",
        "fast:5 slow:5,        fast:5 slow:5,            ENOUGH",
        "fast:5 slow:5,        fast:9 slow:4,            NONE",
        "fast:5 slow:5,        :9,                       NONE", // summed: both come from the one pool
        "fast:5 slow:5,        :10,                      ENOUGH",
        "fast:5 slow:5,        :5 :5,                    ENOUGH",
        "fast:5 slow:5,        fast:5 :6,                ENOUGH", // slow has no choice, so fast does not take its pool
        "fast:5 slow:5,        :6 fast:5,                ENOUGH",
        "fast:3 slow:5 fast:3, fast:5 slow:5,            NONE",
        "fast:3 slow:5 fast:3, fast:6 slow:5,            ENOUGH",
    })
    void aClaimIsJudgedByPoolsOfItsClassOrOfAny(String claims, String pools, PoolAccount.Room room) {
        int[] number = {0};
        publish(split(pools)
                .map(p -> ofClass("p" + number[0]++, p[0].isEmpty() ? null : p[0], Long.parseLong(p[1])))
                .toArray(CapacityPool[]::new));
        PendingClaim[] asked = split(claims)
                .map(c -> claim("c" + number[0]++, Long.parseLong(c[1]), c[0].isEmpty() ? null : c[0]))
                .toArray(PendingClaim[]::new);
        assertThat(admit("a", asked).contains(0)).isEqualTo(room == PoolAccount.Room.ENOUGH);
        assertThat(undecided).isEqualTo(room == PoolAccount.Room.UNDECIDED);
    }

    @Test
    void aClaimIsChargedToThePoolOfItsClassOnly() {
        publish(ofClass("f", "fast", 10), ofClass("s", "slow", 10), pool("node1", 0), pool("node2", 0));
        admit("a", claim("a", 6, "fast"));
        assertThat(admit("b", claim("b", 6, "slow"))).containsExactly(0);
        ledger.decided(claim("a", 6, "fast"), "a", "node0");
        assertThat(admit("c", claim("c", 5, "fast"))).isEmpty();
        assertThat(undecided).isFalse();
        assertThat(admit("d", claim("d", 4, "slow"), claim("e", 4, "fast"))).containsExactly(0);
    }

    @Test
    void aChargeThatNobodyEndsTimesOut() {
        admit("a", claim("a", 10));
        clock.pass(Duration.ofMinutes(12));
        publish(pool("node0", 10), pool("node1", 10), pool("node2", 10));
        assertThat(ledger.size()).isZero();
        assertThat(admit("b", claim("b", 10))).hasSize(3);
    }

    @Test
    void offersAreKnownByTheirPodsAndAge() {
        Instant before = clock.instant();
        admit("a", claim("a", 10));
        ledger.decided(claim("b", 1), "b", "node0");
        clock.pass(Duration.ofMinutes(1));
        assertThat(ledger.offers()).containsExactly(Map.entry(new Applicant("a", ""), before));
        ledger.withdrawn("a");
        assertThat(ledger.offers()).isEmpty();
        assertThat(ledger.size()).isOne();
    }

    @Test
    void aNominationEndsWithItsPod() {
        ledger.nominated(claim("a", 10), "a", "node0");
        ledger.withdrawn("a");
        assertThat(admit("b", claim("b", 10)))
                .as("it may still wait for its victims")
                .containsExactly(1, 2);
        ledger.gone("b");
        ledger.gone("a");
        assertThat(admit("c", claim("c", 10))).hasSize(3);
    }

    @Test
    void aNominationTakenBackEndsItsPromiseButNoOffer() {
        ledger.nominated(claim("a", 10), "a", "node0");
        ledger.undecided("uid-a", "another");
        assertThat(ledger.charged("uid-a")).isTrue();
        ledger.undecided("uid-a", "a");
        assertThat(ledger.charged("uid-a")).isFalse();
        admit("a", claim("a", 10));
        ledger.undecided("uid-a", "a");
        assertThat(ledger.offered("uid-a")).isTrue();
    }

    @Test
    void aPodAcceptedElsewhereThanItsNominationIsOfferedThatRoom() {
        ledger.nominated(claim("a", 10), "a", "node0");
        publish(pool("node0", 0), pool("node1", 10), pool("node2", 0));
        assertThat(admit("a", claim("a", 10))).containsExactly(1);
        assertThat(admit("b", claim("b", 10))).isEmpty();
        ledger.nominated(claim("a", 10), "a", "node0"); // its old nomination, heard again
        assertThat(admit("b", claim("b", 10))).isEmpty();
        ledger.nominated(claim("a", 10), "a", "node1");
        assertThat(ledger.offered("uid-a")).isFalse();
    }

    @Test
    void aNominatedPodThatNoNodeTakesKeepsItsPromise() {
        publish(pool("node0", 10), pool("node1", 0), pool("node2", 0));
        ledger.nominated(claim("a", 10), "a", "node0");
        Refusal[] verdicts = new Refusal[1];
        ledger.admit(new Applicant("a", ""), List.of(claim("a", 10)), new int[] {1}, topology, verdicts, true);
        assertThat(verdicts).containsExactly(Refusal.NO_CAPACITY);
        assertThat(admit("b", claim("b", 10))).isEmpty();
        assertThat(undecided).isFalse();
    }

    @Test
    void theClaimsOwnNodeStandsAboveThePodsNomination() {
        ledger.decided(claim("a", 10), "", "node0");
        ledger.nominated(claim("a", 10), "a", "node1");
        ledger.undecided("uid-a", "a");
        ledger.gone("a");
        assertThat(admit("b", claim("b", 10))).containsExactly(1, 2);
    }

    @Test
    void theLastFiguresOfADriverOutOfSightRefuseNobody() {
        publish(pool("node0", 0), pool("node1", 0), pool("node2", 0));
        PodCases cases = new PodCases();
        cases.ledger = ledger;
        Pod pod = new PodBuilder().withNewMetadata().withName("a").endMetadata().build();
        PodVolumes volumes = new PodVolumes(List.of(), List.of(claim("a", 1)), List.of(), null);
        Refusal[] seen = new Refusal[3];
        cases.admit(new PodCase(pod, PodTraits.NONE, false, volumes, topology, Set.of(), null), ALL, seen, true);
        assertThat(seen).containsOnly(Refusal.NO_CAPACITY);
        Refusal[] blind = new Refusal[3];
        cases.admit(new PodCase(pod, PodTraits.NONE, false, volumes, topology, Set.of(DRIVER), null), ALL, blind, true);
        assertThat(blind).containsOnlyNulls();
    }

    @Test
    void thePictureIsTakenWhenNobodyElseCanBringAnOlderOne() {
        ledger.observe(() -> {
            assertThat(Thread.holdsLock(ledger)).isTrue();
            return topology;
        });
    }

    private List<Integer> admit(String pod, PendingClaim... claims) {
        Refusal[] verdicts = new Refusal[ALL.length];
        undecided = ledger.admit(new Applicant(pod, ""), List.of(claims), ALL, topology, verdicts, true);
        return Arrays.stream(ALL).filter(i -> verdicts[i] == null).boxed().toList();
    }

    private static PendingClaim claim(String name, long bytes) {
        return claim(name, bytes, null);
    }

    private static PendingClaim claim(String name, long bytes, String storageClass) {
        return new PendingClaim(name, "uid-" + name, DRIVER, bytes, storageClass);
    }

    private CapacityPool ofClass(String id, String storageClass, long available) {
        return new CapacityPool(id, List.of("node0"), available, Long.MAX_VALUE, clock.instant(), storageClass);
    }

    /** {@code a:1 :2} as pairs. */
    private static Stream<String[]> split(String pairs) {
        return Stream.of(pairs.split(" ")).map(pair -> pair.split(":"));
    }

    private CapacityPool pool(String node, long available) {
        return new CapacityPool(node, List.of(node), available, Long.MAX_VALUE, clock.instant());
    }

    private CapacityPool onNode0(String id, long available, long maximumVolume) {
        return new CapacityPool(id, List.of("node0"), available, maximumVolume, clock.instant());
    }

    private void publish(CapacityPool... pools) {
        List<String> names = List.of("node0", "node1", "node2");
        List<StorageNode> machines = new ArrayList<>();
        names.forEach(n ->
                machines.add(new StorageNode(n, n, null, List.of(), NodeState.ONLINE, "", false, Location.UNKNOWN)));
        topology = Topology.of(
                names.stream().map(KubernetesNode::named).toList(),
                List.of(new StorageView(
                        DRIVER, machines, Map.of(), Stream.of(pools).toList())));
        ledger.observe(() -> topology);
    }
}
