package org.storkee.scheduling;

import io.fabric8.kubernetes.api.model.Pod;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.storkee.storage.Topology;

/**
 * The extender's verbs: lets the rules decide, then tells the cluster why. Answers from memory; thread-safe.
 */
@ApplicationScoped
class Extender {
    private static final Logger LOG = Logger.getLogger(Extender.class.getName());
    private static final String UNDECIDED =
            "waiting: the remaining room is offered to pods whose node is not decided yet";

    @Inject
    PodCases cases;

    @Inject
    VirtualMachines virtualMachines;

    @Inject
    SchedulingActions actions;

    @Inject
    WakeUps wakeUps;

    @Inject
    ExtenderMetrics metrics;

    @Inject
    @ConfigProperty(name = "stork.extender.score-scale")
    String scoreScale;

    /** Which candidates can take the pod; see {@link #decide}. */
    Verdicts filter(ExtenderRequest request) {
        Verdicts verdicts = decide(request);
        LOG.fine(() -> "filter " + request.pod.getMetadata().getNamespace() + "/"
                + request.pod.getMetadata().getName() + ": "
                + (verdicts.waiting() != null
                        ? "waits, " + verdicts.waiting()
                        : verdicts.accepted() + " of " + request.size() + " nodes accepted, refused for "
                                + Arrays.stream(Refusal.values())
                                        .filter(verdicts::has)
                                        .toList()));
        return verdicts;
    }

    /** Charges its pending claims and remembers it if no candidate can. */
    private Verdicts decide(ExtenderRequest request) {
        long stamp = wakeUps.stamp();
        PodCase pod = cases.gather(request.pod, request.topology);
        actions.tellBlind(pod);
        Waiting waiting = pod.waiting();
        if (waiting != null) {
            metrics.waited(waiting.reason());
            return new Verdicts(new Refusal[request.size()], waiting.text(), pod);
        }
        @Nullable Refusal[] refusals = cases.judge(pod, request.candidates);
        boolean undecided = cases.admit(pod, request.candidates, refusals, true);
        Verdicts verdicts = new Verdicts(refusals, null, pod);
        metrics.refused(refusals);
        if (verdicts.accepted() > 0 || !pod.concernsStorage()) {
            wakeUps.forget(request.pod);
            return verdicts;
        }
        if (undecided) {
            metrics.waited(Waiting.Reason.CAPACITY);
            return new Verdicts(refusals, UNDECIDED, pod);
        }
        actions.tellRefused(verdicts);
        wakeUps.remember(request, stamp);
        return verdicts;
    }

    /** One score per candidate, in order. */
    int[] prioritize(ExtenderRequest request) {
        PodCase pod = cases.gather(request.pod, request.topology);
        return scores(pod, request.candidates, true);
    }

    /** Scores on the configured scale; {@code tell}: record an event when the data is on no candidate. */
    int[] scores(PodCase pod, int[] candidates, boolean tell) {
        int[] scores = upstreamScores(pod, candidates, tell);
        return scoreScale.equals("normalized") ? ScoringRules.normalized(scores) : scores;
    }

    private int[] upstreamScores(PodCase pod, int[] candidates, boolean tell) {
        if (pod.controller()) {
            return cases.controllerScores(pod, candidates);
        }
        // A Windows share lets every node pass, so no root disk may score one of them 0.
        boolean byDisk = pod.traits().virtLauncher() && !FilterRules.windows(pod.volumes());
        VirtualMachines.RootDisk root = byDisk ? virtualMachines.rootDisk(pod) : null;
        if (root != null) {
            if (tell) {
                actions.tellNotOptimal(root, candidates);
            }
            return KubeVirtRules.score(root.places(), root.migrating(), candidates);
        }
        if (tell) {
            actions.tellNotOptimal(pod, candidates);
        }
        return ScoringRules.score(pod.traits(), pod.volumes(), candidates, pod.topology(), pod.blind());
    }

    /** The complete verdict without any side effect, for preempt, explain and waking up. */
    Verdicts judge(Pod pod, Topology topology, int[] candidates) {
        PodCase podCase = cases.gather(pod, topology);
        @Nullable Refusal[] refusals = cases.judge(podCase, candidates);
        boolean undecided = cases.admit(podCase, candidates, refusals, false);
        Waiting waiting = podCase.waiting();
        Verdicts verdicts = new Verdicts(refusals, waiting == null ? null : waiting.text(), podCase);
        return undecided && verdicts.accepted() == 0 ? new Verdicts(refusals, UNDECIDED, podCase) : verdicts;
    }
}
