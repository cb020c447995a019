package org.storkee.drivers.pxd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On the shapes Portworx answers with, some of which the open-source server cannot be made to give. */
class SdkJsonTest {
    private static final SdkJson JSON = new SdkJson(label -> true);

    private static InputStream body(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static InputStream shape(String name) {
        InputStream found = SdkJsonTest.class.getResourceAsStream("/openstorage/" + name + ".json");
        assertThat(found).as(name).isNotNull();
        return found;
    }

    private static List<SdkVolume> volumes(InputStream body) throws IOException {
        List<SdkVolume> found = new ArrayList<>();
        JSON.volumes(body, found::add);
        return found;
    }

    @Test
    void aNodeIsReadWithWhatAViewNeeds() throws IOException {
        assertThat(JSON.nodes(shape("nodes")))
                .containsExactly(
                        new SdkNode(
                                "5f8a7d1e-0001",
                                "STATUS_OK",
                                "192.168.10.11",
                                "10.0.10.11",
                                "Worker-1.Example.org",
                                "worker-1"),
                        new SdkNode(
                                "5f8a7d1e-0002",
                                "STATUS_POOLMAINTENANCE",
                                "192.168.10.12",
                                "10.0.10.12",
                                "worker-2",
                                "worker-2"),
                        new SdkNode("5f8a7d1e-0003", "STATUS_NONE", "", "", "", ""),
                        new SdkNode("5f8a7d1e-0004", "STATUS 77", "", "", "worker-4", ""),
                        new SdkNode("5f8a7d1e-0005", "STATUS_OFFLINE", "", "", "worker-5", ""));
    }

    @Test
    void aVolumeIsReadWithWhatAViewNeeds() throws IOException {
        assertThat(volumes(shape("volumes")))
                .containsExactly(
                        new SdkVolume(
                                "870391846190537461",
                                "pvc-0a1b",
                                "VOLUME_STATE_ATTACHED",
                                false,
                                List.of("5f8a7d1e-0001", "5f8a7d1e-0002", "5f8a7d1e-0003"),
                                List.of("5f8a7d1e-0001", "5f8a7d1e-0003"),
                                "5f8a7d1e-0001",
                                true,
                                "VOLUME_STATUS_DEGRADED",
                                Map.of("namespace", "shop", "repl", "3", "tier", "of the locator")),
                        new SdkVolume(
                                "870391846190537462",
                                "windows",
                                "VOLUME_STATE_DETACHED",
                                false,
                                List.of(),
                                List.of(),
                                "",
                                false,
                                "VOLUME_STATUS_UP",
                                Map.of("winshare", "true")),
                        new SdkVolume(
                                "870391846190537463",
                                "gone",
                                "VOLUME_STATE_DELETED",
                                true,
                                List.of(),
                                List.of(),
                                "",
                                false,
                                "",
                                Map.of()));
    }

    @Test
    void whatIsNullOrOfAnotherKindCountsAsLeftOut() throws IOException {
        String odd = "{\"volumes\":[{\"volume\":{\"id\":\"1\",\"locator\":null,\"spec\":[1,{\"sharedv4\":true}],"
                + "\"replica_sets\":{\"nodes\":[\"n\"]},\"attached_on\":{\"a\":1},\"runtime_state\":null}},null,3,"
                + "{\"volume\":null}]}";
        assertThat(volumes(body(odd)))
                .containsExactly(new SdkVolume("1", "", "", false, List.of(), List.of(), "", false, "", Map.of()));
    }

    @Test
    void labelsNobodyAsksForAreNotKept() throws IOException {
        List<SdkVolume> found = new ArrayList<>();
        new SdkJson(PxdViews::tunesScheduling)
                .volumes(
                        body(
                                "{\"volumes\":[{\"volume\":{\"id\":\"1\",\"locator\":{\"volume_labels\":{\"app\":\"shop\","
                                        + "\"winshare\":\"true\",\"stork.libopenstorage.org/preferRemoteNode\":\"false\"}}}}]}"),
                        found::add);
        assertThat(found.getFirst().labels()).containsOnlyKeys("winshare", "stork.libopenstorage.org/preferRemoteNode");
    }

    @Test
    void emptyAnswersAreLeftOutDefaults() throws IOException {
        assertThat(volumes(body("{}"))).isEmpty();
        assertThat(JSON.nodes(body("{}"))).isEmpty();
        assertThat(JSON.clusterStatus(body("{\"cluster\":{\"id\":\"c\"}}"))).isEqualTo("STATUS_NONE");
        assertThat(JSON.volume(body("{}"))).isEmpty();
    }

    @Test
    void oneVolumeIsReadLikeMany() throws IOException {
        assertThat(JSON.volume(body("{\"volume\":{\"id\":\"1\"},\"name\":\"n\",\"labels\":{}}")))
                .contains(new SdkVolume("1", "", "", false, List.of(), List.of(), "", false, "", Map.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "<html></html>",
                "{\"volumes\":[",
                "{\"volumes\":[{\"volume\":{\"id\":\"1\"}}",
                "{\"volumes\":[{\"volume\":{\"id\":\"1\"}}]",
                "{\"nodes\":[{\"id\":\"half",
            })
    void whatIsNoWholeAnswerIsNone(String garbage) {
        assertThatThrownBy(() -> volumes(body(garbage))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> JSON.nodes(body(garbage))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> JSON.clusterStatus(body(garbage))).isInstanceOf(IOException.class);
    }
}
