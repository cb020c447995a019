package org.storkee.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.storkee.storage.VolumeCondition;

class ConditionNewsTest {
    private static final VolumeCondition TORN = VolumeCondition.abnormal("torn");

    private final ConditionNews news = new ConditionNews();

    @Test
    void aChangeIsToldOnceInEachDirection() {
        assertThat(news.next(Map.of("v", VolumeCondition.NORMAL), 9)).isEmpty();
        assertThat(news.next(Map.of("v", TORN), 9)).containsExactly(new ConditionNews.Change("v", TORN));
        assertThat(news.next(Map.of("v", TORN), 9)).isEmpty();
        assertThat(news.next(Map.of("v", VolumeCondition.NORMAL), 9))
                .containsExactly(new ConditionNews.Change("v", VolumeCondition.NORMAL));
        assertThat(news.next(Map.of("v", VolumeCondition.NORMAL), 9)).isEmpty();
    }

    @Test
    void anotherMessageIsNews() {
        news.next(Map.of("v", TORN), 9);
        VolumeCondition worse = VolumeCondition.abnormal("lost");
        assertThat(news.next(Map.of("v", worse), 9)).containsExactly(new ConditionNews.Change("v", worse));
    }

    @Test
    void aVolumeOutOfSightIsNoNews() {
        news.next(Map.of("v", TORN), 9);
        assertThat(news.next(Map.of(), 9)).isEmpty();
        assertThat(news.next(Map.of("v", TORN), 9)).isEmpty();
    }

    @Test
    void whatWasToldBeforeAChangeOfLeaderIsNotToldAgain() {
        news.reset(Map.of("v", TORN, "w", TORN));
        assertThat(news.next(new TreeMap<>(Map.of("v", TORN, "w", VolumeCondition.NORMAL)), 9))
                .containsExactly(new ConditionNews.Change("w", VolumeCondition.NORMAL));
    }

    @Test
    void manyChangesAreToldOverSeveralLooks() {
        Map<String, VolumeCondition> all = new TreeMap<>();
        for (int i = 0; i < 5; i++) {
            all.put("v" + i, TORN);
        }
        assertThat(news.next(all, 3)).hasSize(3);
        assertThat(news.next(all, 3)).hasSize(2);
        assertThat(news.next(all, 3)).isEmpty();
    }

    @Test
    void aNewVolumeOfTheSameNameIsNewsAgain() {
        news.next(Map.of("v", TORN), 9);
        news.forget("v");
        assertThat(news.next(Map.of("v", TORN), 9)).hasSize(1);
    }
}
