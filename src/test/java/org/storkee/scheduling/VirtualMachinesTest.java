package org.storkee.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

class VirtualMachinesTest {
    private static final String VOLUMES = "volumes: [{name: cloudinit, cloudInitNoCloud: {}},"
            + " {name: data, dataVolume: {name: data-claim}},"
            + " {name: root, persistentVolumeClaim: {claimName: root-claim}}]";

    @Test
    void theDiskThatBootsFirstIsTheRootDisk() {
        assertThat(root("[{name: data}, {name: root, bootOrder: 1}]")).isEqualTo("root-claim");
    }

    @Test
    void withoutBootOrderItIsTheFirstDiskOnAClaim() {
        assertThat(root("[{name: cloudinit}, {name: data}, {name: root}]")).isEqualTo("data-claim");
    }

    @Test
    void aDiskThatBootsFirstButIsNoClaimDoesNotCount() {
        assertThat(root("[{name: cloudinit, bootOrder: 1}, {name: root, bootOrder: 2}]"))
                .isEqualTo("root-claim");
    }

    @Test
    void aMachineWithoutDisksOnClaimsHasNone() {
        assertThat(root("[{name: cloudinit}, {name: gone}]")).isNull();
        assertThat(VirtualMachines.rootClaim(yaml("{}"))).isNull();
    }

    private static String root(String disks) {
        return VirtualMachines.rootClaim(yaml("{spec: {domain: {devices: {disks: " + disks + "}}, " + VOLUMES + "}}"));
    }

    private static JsonNode yaml(String text) {
        return Serialization.unmarshal("---\n" + text, JsonNode.class);
    }
}
