package org.storkee.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Design S9. */
class StorageControllersTest {
    private static final List<String> KNOWN = List.of("portworx/ReplicaSet:px-csi-ext");

    @Test
    void aPodOfTheControllerInItsNamespaceIsRecognised() {
        assertThat(recognised(pod("portworx", "ReplicaSet", "px-csi-ext-7d9f"))).isTrue();
    }

    @Test
    void aNameAloneIsNotTrusted() {
        ObjectMeta named = new ObjectMetaBuilder()
                .withNamespace("portworx")
                .withName("px-csi-ext-1")
                .build();
        assertThat(recognised(named)).isFalse();
        assertThat(recognised(pod("mine", "ReplicaSet", "px-csi-ext-7d9f"))).isFalse();
        assertThat(recognised(pod("portworx", "StatefulSet", "px-csi-ext"))).isFalse();
    }

    @Test
    void theLabelCountsOnlyInAStorageSystemsNamespace() {
        Map<String, String> label = Map.of(StorageControllers.LABEL, "");
        assertThat(recognised(new ObjectMetaBuilder()
                        .withNamespace("portworx")
                        .withLabels(label)
                        .build()))
                .isTrue();
        assertThat(recognised(new ObjectMetaBuilder()
                        .withNamespace("mine")
                        .withLabels(label)
                        .build()))
                .isFalse();
    }

    @Test
    void anEntryThatIsMalformedOrNamesNoOwnerMatchesNothing() {
        for (String entry :
                List.of("", "/", "portworx", "portworx/ReplicaSet", "portworx/ReplicaSet:", "/ReplicaSet:px")) {
            assertThat(StorageControllers.recognise(pod("portworx", "ReplicaSet", "px-csi-ext-1"), List.of(entry)))
                    .as(entry)
                    .isFalse();
        }
    }

    private static boolean recognised(ObjectMeta pod) {
        return StorageControllers.recognise(pod, KNOWN);
    }

    private static ObjectMeta pod(String namespace, String ownerKind, String owner) {
        return new ObjectMetaBuilder()
                .withNamespace(namespace)
                .withName("any")
                .addNewOwnerReference()
                .withKind(ownerKind)
                .withName(owner)
                .endOwnerReference()
                .build();
    }
}
