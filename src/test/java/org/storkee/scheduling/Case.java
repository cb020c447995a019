package org.storkee.scheduling;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.storkee.api.NodeState;

/**
 * One row of a conformance table; {@code conformance/upstream.yaml} tells what each column means. Everything but the id
 * may be left out; an unknown column is an error.
 */
record Case(
        String id,
        @JsonProperty("case") String title,
        String note,
        Object nodes,
        Names kubernetes,
        Integer machines,
        Map<String, NodeState> states,
        Integer secondMachines,
        Map<String, NodeState> secondStates,

        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        List<String> stale,

        List<String> unschedulable,
        Map<String, Mounted> volumes,
        int pending,
        int foreign,
        boolean blind,
        boolean controllerPod,
        Map<String, String> pod,
        VirtualMachine virtualMachine,
        List<String> request,
        List<Integer> kept,
        Refusal refused,
        String scored,
        List<Integer> scores,
        Integer events,
        Integer claimReads) {
    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    Case {
        states = orEmpty(states);
        secondStates = orEmpty(secondStates);
        stale = Objects.requireNonNullElse(stale, List.of());
        unschedulable = Objects.requireNonNullElse(unschedulable, List.of());
        volumes = orEmpty(volumes);
        pod = orEmpty(pod);
        kubernetes = Objects.requireNonNullElse(kubernetes, Names.LIKE_STORAGE);
    }

    /** The rows of one table, in its order. */
    static List<Case> table(String name) {
        try (InputStream yaml = Objects.requireNonNull(
                Case.class.getResourceAsStream("/conformance/" + name), () -> "no table " + name)) {
            Object raw = Serialization.yamlMapper().readValue(yaml, Object.class);
            return MAPPER.convertValue(raw, new TypeReference<List<Case>>() {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where each node stands: {@code rack/zone/region}. */
    List<String> places() {
        return nodes instanceof Integer count
                ? Collections.nCopies(count, "-")
                : MAPPER.convertValue(nodes, new TypeReference<List<String>>() {});
    }

    /** The name of the test. */
    @Override
    public String toString() {
        return id + (title == null ? "" : " " + title) + (note == null ? "" : " (" + note + ")");
    }

    private static <V> Map<String, V> orEmpty(Map<String, V> map) {
        return Objects.requireNonNullElse(map, Map.of());
    }

    /** How Kubernetes calls node i; an empty text means it has no such address. */
    record Names(String name, String hostname, String ip) {
        static final Names LIKE_STORAGE = new Names("node%d", "node%d", "192.168.0.%d");
    }

    /** One volume of the pod: its replicas by state, and what is special about it or its claim. */
    record Mounted(
            List<String> on,
            List<String> syncing,
            List<String> failed,
            List<String> attached,
            boolean anti,
            String driver,
            Map<String, String> labels,
            Map<String, String> annotations,
            ClaimKind claim) {
        Mounted {
            on = Objects.requireNonNullElse(on, List.of());
            syncing = Objects.requireNonNullElse(syncing, List.of());
            failed = Objects.requireNonNullElse(failed, List.of());
            attached = Objects.requireNonNullElse(attached, List.of());
            labels = orEmpty(labels);
            annotations = orEmpty(annotations);
            claim = Objects.requireNonNullElse(claim, ClaimKind.BOUND);
        }
    }

    /** What stands between the pod and its volume. */
    enum ClaimKind {
        BOUND,
        WITHOUT_CLASS,
        NOT_BOUND,
        RESTORING,
        MISSING,
        EPHEMERAL,
        EPHEMERAL_MISSING
    }

    /** The pod's virtual machine: its root disk, or nothing if it cannot be read; where a sibling pod runs, if any. */
    record VirtualMachine(String root, String siblingAt) {}
}
