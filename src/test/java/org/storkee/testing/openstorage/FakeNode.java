package org.storkee.testing.openstorage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;

/**
 * A node of the fake cluster.
 *
 * @param id the storage system's id
 * @param status name of an {@code openstorage.api.Status}
 * @param schedulerNodeName may be empty, as all that follow
 */
public record FakeNode(
        String id, String status, String schedulerNodeName, String hostname, String managementIp, String dataIp) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A healthy one that serves Kubernetes node {@code node}; its id is {@code px-} and that name. */
    public static FakeNode of(String node) {
        return new FakeNode("px-" + node, "STATUS_OK", node, node, "", "");
    }

    String json() {
        try {
            return JSON.writeValueAsString(Map.of(
                    "id", id,
                    "status", status,
                    "scheduler_node_name", schedulerNodeName,
                    "hostname", hostname,
                    "mgmt_ip", managementIp,
                    "data_ip", dataIp));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
