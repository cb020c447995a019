package org.storkee.drivers.linstor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.storkee.storage.CapacityPool;

class LinstorRoomTest {
    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
    private static final long GI = 1L << 30;
    private static final VolumeClass ANYWHERE = new VolumeClass("remote", false, Set.of());
    private static final VolumeClass LOCAL = new VolumeClass("local", true, Set.of());

    private final List<Wire.Pool> pools = new ArrayList<>();

    @Test
    void whereVolumesAreUsedOverTheNetworkAllPoolsAreOne() {
        pool("a", "ssd", "LVM", 10L);
        pool("b", "ssd", "LVM", 30L);
        pool("c", "DfltDisklessStorPool", "DISKLESS", Long.MAX_VALUE / (1 << 20));
        assertThat(room(ANYWHERE))
                .containsExactly(
                        new CapacityPool("remote/anywhere", List.of("a", "b", "c"), 40 * GI, 30 * GI, AT, "remote"));
    }

    @Test
    void whereVolumesStayWithTheirReplicasEachMachineHasItsOwnRoom() {
        pool("a", "ssd", "LVM", 10L);
        pool("a", "hdd", "ZFS", 100L);
        pool("b", "ssd", "LVM", 30L);
        pool("c", "DfltDisklessStorPool", "DISKLESS", 1L);
        assertThat(room(LOCAL))
                .containsExactly(
                        local("a:hdd", 100 * GI, "a"),
                        local("a:ssd", 10 * GI, "a"),
                        local("b:ssd", 30 * GI, "b"),
                        new CapacityPool("local/c", List.of("c"), 0, 0, AT, "local"));
    }

    @Test
    void aClassThatNamesItsPoolsGetsRoomFromThoseOnly() {
        pool("a", "ssd", "LVM", 10L);
        pool("b", "hdd", "LVM", 100L);
        pool("c", "ssd", "LVM", 1L);
        assertThat(room(new VolumeClass("fast", false, Set.of("ssd", "nvme"))))
                .containsExactly(
                        new CapacityPool("fast/anywhere", List.of("a", "b", "c"), 11 * GI, 10 * GI, AT, "fast"));
    }

    @Test
    void unknownRoomIsNotNoRoom() {
        pool("a", "ssd", "LVM", null);
        assertThat(room(ANYWHERE)).isEmpty();
        assertThat(room(LOCAL)).extracting(CapacityPool::nodes).containsExactly(List.of("b"), List.of("c"));
    }

    @Test
    void silentAndEvictedMachinesGiveNoRoom() {
        pool("a", "ssd", "LVM", 10L);
        pool("silent", "ssd", "LVM", 100L);
        assertThat(room(ANYWHERE).getFirst().availableBytes()).isEqualTo(10 * GI);
    }

    @Test
    void sharedSpaceIsCountedOnce() {
        pools.add(new Wire.Pool("san", "a", "LVM", 10L << 20, "shared-san", Map.of()));
        pools.add(new Wire.Pool("san", "b", "LVM", 10L << 20, "shared-san", Map.of()));
        assertThat(room(ANYWHERE).getFirst().availableBytes()).isEqualTo(10 * GI);
        assertThat(room(LOCAL))
                .contains(
                        new CapacityPool("local/shared-san", List.of("a", "b"), 10 * GI, Long.MAX_VALUE, AT, "local"));
    }

    @Test
    void thinPoolsPromiseMoreThanTheyHave() {
        pool("a", "thin", "LVM_THIN", 10L);
        assertThat(room(ANYWHERE).getFirst().maximumVolumeBytes())
                .as("LINSTOR's default")
                .isEqualTo(200 * GI);
        pools.clear();
        pools.add(new Wire.Pool("t", "a", "ZFS_THIN", 10L << 20, "", Map.of("MaxOversubscriptionRatio", "2")));
        assertThat(room(ANYWHERE).getFirst().maximumVolumeBytes()).isEqualTo(20 * GI);
        pools.clear();
        pools.add(new Wire.Pool(
                "t",
                "a",
                "FILE_THIN",
                10L << 20,
                "",
                Map.of("MaxOversubscriptionRatio", "2", "MaxFreeCapacityOversubscriptionRatio", "3")));
        assertThat(room(ANYWHERE).getFirst().maximumVolumeBytes()).isEqualTo(30 * GI);
    }

    @Test
    void hugeFiguresDoNotOverflow() {
        pool("a", "x", "LVM", Long.MAX_VALUE / (1 << 20));
        pool("b", "x", "LVM", Long.MAX_VALUE / (1 << 20));
        assertThat(room(ANYWHERE).getFirst().availableBytes()).isEqualTo(Long.MAX_VALUE);
    }

    private static CapacityPool local(String name, long bytes, String node) {
        return new CapacityPool("local/" + name, List.of(node), bytes, Long.MAX_VALUE, AT, "local");
    }

    private void pool(String node, String name, String provider, Long freeGi) {
        pools.add(new Wire.Pool(name, node, provider, freeGi == null ? null : freeGi << 20, "", Map.of()));
    }

    private List<CapacityPool> room(VolumeClass one) {
        return new LinstorRoom(pools, Set.of("a", "b", "c"), List.of("a", "b", "c"), AT).of(List.of(one));
    }
}
