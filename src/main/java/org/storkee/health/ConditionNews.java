package org.storkee.health;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.storkee.storage.VolumeCondition;

/**
 * Which volumes' conditions differ from what was told of them. Pure; not thread-safe. A volume nobody tells anything of
 * at the moment, because its driver is out of sight, is no news: neither good nor bad.
 */
final class ConditionNews {
    private final Map<String, VolumeCondition> told = new HashMap<>();

    /** What is to be told of {@code volume}. */
    record Change(String volume, VolumeCondition condition) {}

    /** Replaces what was told, as after a change of leader; a volume that is not in it is taken for normal. */
    void reset(Map<String, VolumeCondition> known) {
        told.clear();
        known.forEach(this::tell);
    }

    /**
     * At most {@code most} changes, which count as told from now on; the rest comes with the next calls.
     *
     * @param current the volumes with a condition, by PersistentVolume
     */
    List<Change> next(Map<String, VolumeCondition> current, int most) {
        List<Change> changes = new ArrayList<>();
        for (Map.Entry<String, VolumeCondition> one : current.entrySet()) {
            if (changes.size() == most) {
                break;
            }
            VolumeCondition former = told.getOrDefault(one.getKey(), VolumeCondition.NORMAL);
            boolean news = former.abnormal() != one.getValue().abnormal()
                    || (former.abnormal()
                            && !former.message().equals(one.getValue().message()));
            if (news) {
                tell(one.getKey(), one.getValue());
                changes.add(new Change(one.getKey(), one.getValue()));
            }
        }
        return changes;
    }

    /** The volume is deleted; one of the same name begins as normal. */
    void forget(String volume) {
        told.remove(volume);
    }

    private void tell(String volume, VolumeCondition condition) {
        if (condition.abnormal()) {
            told.put(volume, condition);
        } else {
            told.remove(volume);
        }
    }
}
