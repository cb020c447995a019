package org.storkee.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.storkee.api.NodeState;

/** What a decision rests on, in words. */
class EvidenceTest {
    @Test
    void aDeletionTellsBothSightingsTheShareTheNodeAndWhereTheDataIs() {
        HealthWorld world = HealthWorld.of(6);
        TestPod pod = world.pod("db", "node-1").volume("pv", "node-1", "node-2");
        world.fenced("node-1").pass(4);
        assertThat(world.said(pod).evidence())
                .extracting(Fact::toString)
                .containsExactly(
                        "pod: default/db (uid-1) of StatefulSet db, scheduler stork",
                        "volume: pv of declared:declared.storkee.org, OneNode: node-1 UpToDate on a machine Offline,"
                                + " node-2 UpToDate on a machine Online",
                        "node: node-1: kubelet Alive, Ready",
                        "storage: node-1 of declared:declared.storkee.org, there called node-1: Offline"
                                + " (status OFFLINE), fenced",
                        "first seen: 2026-01-01T00:00:01Z, in a view that held at 2026-01-01T00:00:01Z",
                        "confirmed: 2026-01-01T00:00:04Z, in a view that held at 2026-01-01T00:00:04Z,"
                                + " at least 3 s later",
                        "view: declared:declared.storkee.org: held 0.0 s ago, at 2026-01-01T00:00:04Z",
                        "share: 1 of 6 machines of declared:declared.storkee.org failed, 2 may");
    }

    @Test
    void aDriverThatFailsIsToldWithItsFailure() {
        HealthWorld world = HealthWorld.of(6);
        world.pass(1);
        world.silent.add(HealthWorld.DRIVER);
        world.failures.put(HealthWorld.DRIVER, "connection refused");
        world.pass(1);
        assertThat(world.decided)
                .singleElement()
                .extracting(Decision::evidence, org.assertj.core.api.InstanceOfAssertFactories.list(Fact.class))
                .contains(new Fact("view", "declared:declared.storkee.org fails: connection refused"));
    }

    @Test
    void whatRepeatsItselfIsTheSameSubjectThoughTimeHasPassed() {
        HealthWorld world = HealthWorld.of(6);
        TestPod pod = world.pod("db", "node-1").volume("pv", "node-1");
        world.storage("node-1", NodeState.OFFLINE).pass(5);
        Decision former = world.said(pod);
        world.pass(1);
        assertThat(world.said(pod)).isNotEqualTo(former);
        assertThat(world.said(pod).subject()).isEqualTo(former.subject());
    }

    @Test
    void aViewIsFreshForItsTimeUnlessItsDriverFailsOrItsTimeLiesAhead() {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        Duration age = Duration.ofSeconds(20);
        assertThat(driver(null, null).fresh(now, age)).isFalse();
        assertThat(driver(now.minusSeconds(20), null).fresh(now, age)).isTrue();
        assertThat(driver(now.minusSeconds(21), null).fresh(now, age)).isFalse();
        assertThat(driver(now, "timeout").fresh(now, age)).isFalse();
        assertThat(driver(now.plusMillis(500), null).fresh(now, age))
                .as("read a moment later")
                .isTrue();
        assertThat(driver(now.plusSeconds(300), null).fresh(now, age))
                .as("before a clock was set back")
                .isFalse();
    }

    private static DriverEvidence driver(Instant lastHeld, String failure) {
        return new DriverEvidence(HealthWorld.DRIVER, lastHeld, failure, List.of());
    }
}
