package org.storkee.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is done to which pod; rows with a number of the reference say where upstream did otherwise. */
class AdmissionRulesTest {
    private static final String SKIP = "stork.libopenstorage.org/disable-admission-controller";
    private static final AdmissionPolicy POLICY = new AdmissionPolicy("stork", false, SKIP);
    private static final AdmissionPolicy OVERRIDE = new AdmissionPolicy("stork", true, SKIP);

    private static Outcome judge(Pod pod, AdmissionPolicy policy, AdmissionWorld world) {
        return AdmissionRules.judge(pod, policy, () -> PodStorage.of(pod, "default", world, world))
                .outcome();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "a bound claim of ours                          | claim:bound-ours                       | STORK",
                "a pending claim of ours                        | claim:pending-ours                     | STORK",
                "one of ours among others                       | empty claim:bound-foreign claim:bound-ours | STORK",
                "bound by hand and not yet told                 | claim:by-hand-ours                     | STORK",
                "a bound claim of somebody else's               | claim:bound-foreign                    | NOT_STORAGE",
                "a pending claim of somebody else's             | claim:pending-foreign                  | NOT_STORAGE",
                "bound by hand to somebody else's               | claim:by-hand-foreign                  | NOT_STORAGE",
                "a claim whose class is gone                    | claim:class-gone                       | UNSURE",
                "no volume at all                               | ''                                     | NOT_STORAGE",
                "no volume that could be ours                   | empty                                  | NOT_STORAGE",
                "WC-19: a claim that cannot be found            | claim:not-there                        | UNSURE",
                "WC-19: the same beside somebody else's         | claim:bound-foreign claim:not-there    | UNSURE",
                "WC-19: the same beside one of ours             | claim:not-there claim:bound-ours       | STORK",
                "ephemeral, of a class of ours                  | ephemeral:ours                         | STORK",
                "ephemeral, of a class of somebody else's       | ephemeral:foreign                      | NOT_STORAGE",
                "a claim whose volume is made by hand           | claim:pending-by-hand                  | UNSURE",
                "the same once it is somebody else's            | claim:bound-by-hand-foreign            | NOT_STORAGE",
                "ephemeral, of a class without a provisioner    | ephemeral:by-hand                      | UNSURE",
                "in-tree Portworx                               | px:vol                                 | STORK",
            })
    void aPodIsJudgedByItsVolumes(String what, String volumes, Outcome expected) {
        assertThat(judge(AdmissionWorld.pod(volumes), POLICY, new AdmissionWorld()))
                .as(what)
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "claim:without-class, ours, STORK",
                "claim:without-class, foreign, NOT_STORAGE",
                "claim:without-class, -, UNSURE",
                "ephemeral:, ours, STORK",
                "ephemeral:, foreign, NOT_STORAGE",
                "ephemeral:nowhere, ours, UNSURE",
                "claim:by-hand-foreign, ours, NOT_STORAGE"
            })
    void aClaimThatNamesNoClassIsJudgedByTheDefaultOne(String volumes, @Nullable String standard, Outcome expected) {
        assertThat(judge(AdmissionWorld.pod(volumes), POLICY, new AdmissionWorld().withDefault(standard)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "default-scheduler | STORK           | STORK",
                "-                 | STORK           | STORK",
                "''                | STORK           | STORK",
                "stork             | ALREADY         | ALREADY",
                "volcano           | OTHER_SCHEDULER | STORK", // WC-20
            })
    void aSchedulerOfThePodsOwnChoiceStaysUnlessTheSettingSaysOtherwise(
            @Nullable String scheduler, Outcome expected, Outcome overridden) {
        Pod pod = AdmissionWorld.pod("claim:bound-ours");
        pod.getSpec().setSchedulerName(scheduler);
        assertThat(judge(pod, POLICY, new AdmissionWorld())).isEqualTo(expected);
        assertThat(judge(pod, OVERRIDE, new AdmissionWorld())).isEqualTo(overridden);
    }

    @ParameterizedTest
    @CsvSource({"true, OPTED_OUT", "T, OPTED_OUT", "1, OPTED_OUT", "false, STORK", "0, STORK", "yes, STORK", "'', STORK"
    })
    void theAnnotationCountsAsUpstreamReadsIt(String value, Outcome expected) {
        Pod pod = AdmissionWorld.pod("claim:bound-ours");
        pod.getMetadata().setAnnotations(Map.of(SKIP, value));
        assertThat(judge(pod, POLICY, new AdmissionWorld())).isEqualTo(expected);
    }

    @Test
    void aPodThatHasANodeIsLeftAlone() {
        Pod pod = AdmissionWorld.pod("claim:bound-ours");
        pod.getSpec().setNodeName("node-1");
        assertThat(judge(pod, OVERRIDE, new AdmissionWorld())).isEqualTo(Outcome.ON_NODE);
    }

    @Test
    void nothingIsLookedUpForPodsThatAreLeftAloneAnyway() {
        Pod none = AdmissionWorld.pod("empty");
        Pod out = AdmissionWorld.pod("claim:bound-ours");
        out.getMetadata().setAnnotations(Map.of(SKIP, "true"));
        for (Pod pod : List.of(none, out)) {
            AdmissionRules.judge(pod, POLICY, () -> {
                throw new AssertionError("looked up");
            });
        }
    }

    @Test
    void onlyStorkAndUnsureSetTheScheduler() {
        for (Outcome outcome : Outcome.values()) {
            assertThat(new AdmissionRules.Verdict(outcome, java.util.Set.of()).setsScheduler())
                    .isEqualTo(outcome == Outcome.STORK || outcome == Outcome.UNSURE);
        }
    }

    @Test
    void ofSeveralDefaultClassesTheNewestCounts() {
        assertThat(ClaimSource.defaultOf(List.of(
                                standard("old", "2025-01-01T00:00:00Z"),
                                standard("new", "2026-01-01T00:00:00Z"),
                                standard("new-too", "2026-01-01T00:00:00Z")))
                        .getMetadata()
                        .getName())
                .isEqualTo("new");
        assertThat(ClaimSource.defaultOf(List.of())).isNull();
    }

    private static StorageClass standard(String name, String created) {
        return new StorageClassBuilder()
                .withNewMetadata()
                .withName(name)
                .withCreationTimestamp(created)
                .addToAnnotations("storageclass.beta.kubernetes.io/is-default-class", "true")
                .endMetadata()
                .build();
    }
}
