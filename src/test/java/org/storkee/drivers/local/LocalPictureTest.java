package org.storkee.drivers.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.storkee.api.NodeState;
import org.storkee.storage.Replica;
import org.storkee.storage.StorageNode;
import org.storkee.storage.StorageView;

class LocalPictureTest {
    private static final String ON_N2 =
            ", nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions: [{key: kubernetes.io/hostname,"
                    + " operator: In, values: [host2]}]}]}}";

    private final LocalPicture picture = new LocalPicture();

    @BeforeEach
    void twoNodes() {
        picture.put(node(1, "True"));
        picture.put(node(2, "False"));
    }

    @Test
    void everyNodeIsAMachineAsReadyAsItsKubelet() {
        assertThat(picture.changedView().nodes())
                .extracting(StorageNode::id, StorageNode::schedulerId, StorageNode::state)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("n1", "n1", NodeState.ONLINE),
                        org.assertj.core.groups.Tuple.tuple("n2", "n2", NodeState.UNREACHABLE));
    }

    /** A volume's source and affinity, and its replica, - for none; a foreign one is not there. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            nullValues = "-",
            value = {
                "local: {path: /data}; true; n2",
                "hostPath: {path: /data}; true; n2",
                "hostPath: {path: /data}; false; -",
                "local: {path: /data}; false; -",
            })
    void theNodeNamedByTheAffinityHoldsALocalVolume(String source, boolean affinity, String replica) {
        picture.put(volume(source + (affinity ? ON_N2 : "")));
        assertThat(picture.changedView().volumes().get("pv").replicas())
                .extracting(Replica::node)
                .isEqualTo(replica == null ? java.util.List.of() : java.util.List.of(replica));
    }

    @Test
    void volumesOfOtherKindsAreNoneOfIt() {
        picture.put(volume("csi: {driver: d, volumeHandle: h}" + ON_N2));
        picture.put(volume("nfs: {server: s, path: /p}"));
        assertThat(picture.changedView().volumes()).isEmpty();
    }

    @Test
    void theVolumeOfANodeThatIsGoneIsHeldByThatNode() {
        picture.put(volume("local: {path: /data}" + ON_N2));
        picture.remove(node(2, "False"));
        StorageView view = picture.changedView();
        assertThat(view.nodes()).extracting(StorageNode::id).containsExactly("n1");
        assertThat(view.volumes().get("pv").replicas())
                .extracting(Replica::node)
                .containsExactly("host2");
    }

    @Test
    void onlyNewsIsPublished() {
        assertThat(picture.changedView()).isNotNull();
        picture.put(node(1, "True"));
        picture.put(volume("nfs: {server: s, path: /p}"));
        assertThat(picture.changedView()).isNull();
        picture.put(volume("local: {path: /data}" + ON_N2));
        assertThat(picture.changedView()).isNotNull();
        picture.put(volume("local: {path: /data}" + ON_N2));
        assertThat(picture.changedView()).isNull();
        picture.remove(volume("local: {path: /data}" + ON_N2));
        assertThat(picture.changedView().volumes()).isEmpty();
    }

    private static Node node(int number, String ready) {
        return Serialization.unmarshal(
                ("---\n{metadata: {name: n%d, labels: {kubernetes.io/hostname: host%d}},"
                                + " status: {conditions: [{type: Ready, status: '%s'}]}}")
                        .formatted(number, number, ready),
                Node.class);
    }

    private static PersistentVolume volume(String spec) {
        return Serialization.unmarshal("---\n{metadata: {name: pv}, spec: {" + spec + "}}", PersistentVolume.class);
    }
}
