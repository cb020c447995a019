package org.storkee.drivers.pxd;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Reads the gateway's answers as they arrive, so that a list of any length costs the memory of what is kept of it.
 *
 * <p>Protobuf's JSON as the gateway writes it: fields by their original names, defaults left out, 64-bit numbers and
 * enums as texts (an enum as its number where the gateway does not know the name), null for what is not set. Unknown
 * fields are skipped. Pure.
 */
final class SdkJson {
    private static final JsonFactory FACTORY = new JsonFactory();
    /** Ten times the largest cluster thought of: more is an answer without an end, which must not fill the memory. */
    private static final int MAX_ELEMENTS = 200_000;

    private static final String CURRENT_NODES = "ReplicaSetCurrMid";
    private static final List<String> STATUS = List.of(
            "STATUS_NONE",
            "STATUS_INIT",
            "STATUS_OK",
            "STATUS_OFFLINE",
            "STATUS_ERROR",
            "STATUS_NOT_IN_QUORUM",
            "STATUS_DECOMMISSION",
            "STATUS_MAINTENANCE",
            "STATUS_STORAGE_DOWN",
            "STATUS_STORAGE_DEGRADED",
            "STATUS_NEEDS_REBOOT",
            "STATUS_STORAGE_REBALANCE",
            "STATUS_STORAGE_DRIVE_REPLACE",
            "STATUS_NOT_IN_QUORUM_NO_STORAGE",
            "STATUS_POOLMAINTENANCE");

    /** Which labels are kept; others only cost memory, 20,000 times. */
    private final Predicate<String> labels;

    /** {@code labels}: the keys worth keeping. */
    SdkJson(Predicate<String> labels) {
        this.labels = labels;
    }

    /** What one request's answer is made of. */
    interface Reader<T> {
        /** Reads the whole answer. */
        T read(InputStream body) throws IOException;
    }

    /** {@code SdkClusterInspectCurrentResponse}: the cluster's status. */
    String clusterStatus(InputStream body) throws IOException {
        String[] status = {STATUS.getFirst()};
        answer(body, (field, json) -> {
            if (field.equals("cluster")) {
                object(json, (inner, value) -> {
                    if (inner.equals("status")) {
                        status[0] = status(value);
                    }
                });
            }
        });
        return status[0];
    }

    /** {@code SdkNodeEnumerateWithFiltersResponse}. */
    List<SdkNode> nodes(InputStream body) throws IOException {
        List<SdkNode> nodes = new ArrayList<>();
        answer(body, (field, json) -> {
            if (field.equals("nodes")) {
                array(json, element -> nodes.add(node(element)));
            }
        });
        return nodes;
    }

    /** {@code SdkVolumeInspectWithFiltersResponse}: each volume is handed on as soon as it has been read. */
    void volumes(InputStream body, Consumer<SdkVolume> sink) throws IOException {
        answer(body, (field, json) -> {
            if (field.equals("volumes")) {
                array(json, element -> inspected(element, sink));
            }
        });
    }

    /** {@code SdkVolumeInspectResponse}; nothing if it holds no volume. */
    Optional<SdkVolume> volume(InputStream body) throws IOException {
        List<SdkVolume> found = new ArrayList<>(1);
        try (JsonParser json = FACTORY.createParser(body)) {
            json.nextToken();
            inspected(json, found::add);
        }
        return found.stream().findFirst();
    }

    private SdkNode node(JsonParser json) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        String[] status = {STATUS.getFirst()};
        object(json, (field, value) -> {
            if (field.equals("status")) {
                status[0] = status(value);
            } else {
                texts.put(field, text(value));
            }
        });
        return new SdkNode(
                texts.getOrDefault("id", ""),
                status[0],
                texts.getOrDefault("mgmt_ip", ""),
                texts.getOrDefault("data_ip", ""),
                texts.getOrDefault("hostname", ""),
                texts.getOrDefault("scheduler_node_name", ""));
    }

    private void inspected(JsonParser json, Consumer<SdkVolume> sink) throws IOException {
        object(json, (field, value) -> {
            if (field.equals("volume") && value.currentToken() == JsonToken.START_OBJECT) {
                sink.accept(new VolumeInTheMaking().read(value));
            }
        });
    }

    /** A scalar as text; nothing for null and for what is no scalar. */
    private static String text(JsonParser json) throws IOException {
        JsonToken token = json.currentToken();
        return token != null && token.isScalarValue() && token != JsonToken.VALUE_NULL ? json.getText() : "";
    }

    /** An enum is a text, or a number where the gateway is older than the server. */
    private static String status(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            return text(json);
        }
        int number = json.getIntValue();
        return number >= 0 && number < STATUS.size() ? STATUS.get(number) : "STATUS " + number;
    }

    /** One volume; several of its fields are needed before any of them means something. */
    private final class VolumeInTheMaking {
        private String id = "";
        private String name = "";
        private String state = "";
        private String status = "";
        private String attachedOn = "";
        private boolean inTrashcan;
        private boolean sharedv4;
        private boolean service;
        private final Set<String> replicas = new LinkedHashSet<>();
        private final Set<String> current = new LinkedHashSet<>();
        private final Map<String, String> ofSpec = new TreeMap<>();
        private final Map<String, String> ofLocator = new TreeMap<>();

        SdkVolume read(JsonParser json) throws IOException {
            object(json, this::field);
            ofSpec.putAll(ofLocator);
            return new SdkVolume(
                    id,
                    name,
                    state,
                    inTrashcan,
                    List.copyOf(replicas),
                    List.copyOf(current),
                    attachedOn,
                    sharedv4 && service,
                    status,
                    Map.copyOf(ofSpec));
        }

        private void field(String field, JsonParser json) throws IOException {
            switch (field) {
                case "id" -> id = text(json);
                case "state" -> state = text(json);
                case "status" -> status = text(json);
                case "attached_on" -> attachedOn = text(json);
                case "in_trashcan" -> inTrashcan = json.currentToken() == JsonToken.VALUE_TRUE;
                case "locator" -> object(json, this::locator);
                case "spec" -> object(json, this::specification);
                case "replica_sets" -> array(json, set -> object(set, this::replicaSet));
                case "runtime_state" -> array(json, set -> object(set, this::runtimeState));
                default -> {
                    // not needed for a view
                }
            }
        }

        private void locator(String field, JsonParser json) throws IOException {
            if (field.equals("name")) {
                name = text(json);
            } else if (field.equals("volume_labels")) {
                object(json, (key, value) -> label(ofLocator, key, value));
            }
        }

        private void specification(String field, JsonParser json) throws IOException {
            switch (field) {
                case "sharedv4" -> sharedv4 = json.currentToken() == JsonToken.VALUE_TRUE;
                case "sharedv4_service_spec" -> service = json.currentToken() == JsonToken.START_OBJECT;
                case "volume_labels" -> object(json, (key, value) -> label(ofSpec, key, value));
                // A field of newer servers than the published protocol; elsewhere it is a label.
                case "winshare" -> {
                    if (json.currentToken() == JsonToken.VALUE_TRUE) {
                        ofSpec.putIfAbsent("winshare", "true");
                    }
                }
                default -> {
                    // not needed for a view
                }
            }
        }

        private void replicaSet(String field, JsonParser json) throws IOException {
            if (field.equals("nodes")) {
                array(json, node -> replicas.add(text(node)));
            }
        }

        private void runtimeState(String field, JsonParser json) throws IOException {
            if (field.equals("runtime_state")) {
                object(json, (key, value) -> {
                    if (key.equals(CURRENT_NODES)) {
                        for (String node : text(value).split(",", -1)) {
                            if (!node.isBlank()) {
                                current.add(node.strip());
                            }
                        }
                    }
                });
            }
        }

        private void label(Map<String, String> into, String key, JsonParser value) throws IOException {
            if (labels.test(key)) {
                into.put(key, text(value));
            }
        }
    }

    private interface Field {
        /** The parser stands on the field's value, of any kind; what is left of it is skipped. */
        void read(String name, JsonParser value) throws IOException;
    }

    private interface Element {
        /** The parser stands on the element; what is left of it is skipped. */
        void read(JsonParser element) throws IOException;
    }

    /** The whole body: one object, and nothing after it. */
    private static void answer(InputStream body, Field action) throws IOException {
        try (JsonParser json = FACTORY.createParser(body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("the answer is no JSON object");
            }
            object(json, action);
        }
    }

    /** Walks an object's fields, or does nothing when the value is something else, as null. */
    private static void object(JsonParser json, Field action) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            json.nextToken();
            action.read(name, json);
            json.skipChildren(); // of a container nobody read; past a read one it does nothing
        }
    }

    private static void array(JsonParser json, Element action) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            json.skipChildren();
            return;
        }
        int count = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (++count > MAX_ELEMENTS) {
                throw new IOException("a list has more than " + MAX_ELEMENTS + " elements");
            }
            action.read(json);
            json.skipChildren();
        }
    }
}
