package org.storkee.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BufferPoolTest {
    private static final int MIB = 1 << 20;

    private final BufferPool pool = new BufferPool(10L * MIB);

    @Test
    void buffersAreUsedAgainForBodiesOfMuchTheSameSize() {
        byte[] first = pool.take(100_000);
        pool.release(first);
        assertThat(pool.take(100_100)).isSameAs(first);
    }

    @Test
    void aSmallBodyTakesNoLargeBuffer() {
        pool.release(pool.take(4 * MIB));
        assertThat(pool.take(1).length).isEqualTo(BufferPool.SMALLEST);
    }

    @Test
    void whatExceedsTheBudgetIsTurnedAwayUnlessItIsAlone() {
        byte[] alone = pool.take(20 * MIB);
        assertThatThrownBy(() -> pool.take(1))
                .isInstanceOf(RejectedRequestException.class)
                .hasMessageContaining("try again");
        pool.release(alone);
        assertThat(pool.take(1)).isNotNull();
    }

    @Test
    void aBodyThatGrowsIsNotInItsOwnWay() {
        byte[] small = pool.take(4 * MIB);
        small[MIB] = 7;
        byte[] large = pool.larger(small, 2 * MIB, 10 * MIB);
        assertThat(large[MIB]).isEqualTo((byte) 7);
        assertThatThrownBy(() -> pool.take(1)).isInstanceOf(RejectedRequestException.class);
        pool.release(large);
        assertThat(pool.take(10 * MIB)).hasSizeGreaterThanOrEqualTo(10 * MIB);
    }

    @Test
    void bodiesThatGrowAtTheSameMomentAreNotInEachOthersWay() {
        byte[] first = pool.take(2 * MIB);
        byte[] second = pool.take(2 * MIB);
        pool.larger(first, 2 * MIB, 5 * MIB);
        assertThat(pool.larger(second, 2 * MIB, 5 * MIB)).hasSizeGreaterThanOrEqualTo(5 * MIB);
    }

    @Test
    void aBodyThatMayNotGrowKeepsWhatItHas() {
        byte[] other = pool.take(2 * MIB);
        byte[] small = pool.take(4 * MIB);
        assertThatThrownBy(() -> pool.larger(small, MIB, 9 * MIB)).isInstanceOf(RejectedRequestException.class);
        assertThatThrownBy(() -> pool.take(5 * MIB)).isInstanceOf(RejectedRequestException.class);
        pool.release(small);
        pool.release(other);
        assertThat(pool.take(10 * MIB)).hasSizeGreaterThanOrEqualTo(10 * MIB);
    }
}
