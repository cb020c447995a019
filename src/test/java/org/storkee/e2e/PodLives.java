package org.storkee.e2e;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Every pod a namespace had since this was made, by its UID: what a list at the end would not show. Times are of arrival
 * here. Thread-safe.
 */
final class PodLives implements AutoCloseable {
    private final Map<String, Life> lives = new LinkedHashMap<>();
    private final SharedIndexInformer<Pod> watch;

    /**
     * One pod, told apart from others of the same name.
     *
     * @param node where it was last seen, "" for nowhere
     * @param deletions the grace periods in seconds with which its deletion was seen to be asked for; 0 also when it was
     *     gone without being seen to end
     * @param deletedAt when the first of them was seen, by {@link System#nanoTime}; 0 while there is none
     */
    record Life(String name, String uid, String node, List<Long> deletions, long deletedAt) {
        boolean over() {
            return !deletions.isEmpty();
        }
    }

    PodLives(Testbed bed) {
        watch = bed.client.pods().inNamespace(bed.name).inform(new Changes());
    }

    /** The pods of this name, in the order in which they came. */
    List<Life> of(String name) {
        return all().filter(life -> life.name.equals(name)).toList();
    }

    /** The pods that were deleted on a node. */
    List<Life> endedOn(String node) {
        return all().filter(life -> life.node.equals(node) && life.over()).toList();
    }

    /** By name how many pods were deleted, where any was. */
    Map<String, Integer> ended(Predicate<String> names) {
        Map<String, Integer> ended = new TreeMap<>();
        all().filter(life -> life.over() && names.test(life.name)).forEach(l -> ended.merge(l.name, 1, Integer::sum));
        return ended;
    }

    /** But for those that ended before they had a node: KWOK may delete a pod twice, by name, and so hit its successor. */
    private synchronized Stream<Life> all() {
        return List.copyOf(lives.values()).stream().filter(life -> !(life.over() && life.node.isEmpty()));
    }

    @Override
    public void close() {
        watch.close();
    }

    private synchronized void seen(Pod pod, boolean gone) {
        String uid = pod.getMetadata().getUid();
        Life former = lives.get(uid);
        List<Long> deletions = new ArrayList<>(former == null ? List.of() : former.deletions);
        Long grace = pod.getMetadata().getDeletionTimestamp() == null
                ? null
                : pod.getMetadata().getDeletionGracePeriodSeconds();
        if (grace != null && (deletions.isEmpty() || !deletions.getLast().equals(grace))) {
            deletions.add(grace);
        } else if (gone && deletions.isEmpty()) {
            deletions.add(0L);
        }
        String node = pod.getSpec().getNodeName();
        long since = former == null || former.deletedAt == 0 ? System.nanoTime() : former.deletedAt;
        lives.put(
                uid,
                new Life(
                        pod.getMetadata().getName(),
                        uid,
                        node == null ? "" : node,
                        List.copyOf(deletions),
                        deletions.isEmpty() ? 0 : since));
    }

    private final class Changes implements ResourceEventHandler<Pod> {
        @Override
        public void onAdd(Pod pod) {
            seen(pod, false);
        }

        @Override
        public void onUpdate(Pod before, Pod now) {
            seen(now, false);
        }

        @Override
        public void onDelete(Pod pod, boolean lastStateUnknown) {
            seen(pod, true);
        }
    }
}
