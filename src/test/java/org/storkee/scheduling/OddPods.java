package org.storkee.scheduling;

import java.util.stream.Stream;

/** Pods as no API server would send them, but a client may: nulls wherever a list or a map can have one. */
public final class OddPods {
    private OddPods() {}

    /** Their texts; each has a name. */
    public static Stream<String> all() {
        Stream<String> metadata = Stream.of(
                        "ownerReferences:[null]",
                        "ownerReferences:null",
                        "ownerReferences:[{}]",
                        "ownerReferences:[{kind:VirtualMachineInstance}],labels:{kubevirt.io:virt-launcher}",
                        "ownerReferences:[{kind:VirtualMachineInstance,name:vm,uid:null}],labels:{kubevirt.io:virt-launcher}",
                        "labels:{kubevirt.io:null,storkee.org/storage-controller:null}",
                        "annotations:{stork.libopenstorage.org/preferLocalNodeOnly:null}",
                        "annotations:null,labels:null,uid:null,namespace:null",
                        "finalizers:[null],managedFields:[null]")
                .map(m -> "{metadata:{name:p," + (m.contains("namespace") ? "" : "namespace:kube-system,") + m + "}}");
        Stream<String> volumes = Stream.of(
                        "null",
                        "{}",
                        "{name:null}",
                        "{name:v,persistentVolumeClaim:null}",
                        "{name:v,persistentVolumeClaim:{}}",
                        "{name:v,persistentVolumeClaim:{claimName:null}}",
                        "{name:v,persistentVolumeClaim:{claimName:``}}",
                        "{name:v,ephemeral:{}}",
                        "{name:null,ephemeral:{volumeClaimTemplate:null}}",
                        "{name:v,portworxVolume:{}}",
                        "{name:v,portworxVolume:{volumeID:null}}",
                        "{name:v,csi:{driver:null}}")
                .map(v -> "{metadata:{name:p},spec:{volumes:[" + v + "]}}");
        Stream<String> rest = Stream.of(
                "{metadata:{name:p},spec:null,status:null}",
                "{metadata:{name:p},spec:{volumes:null,tolerations:[null],containers:[null],nodeSelector:{a:null}}}",
                "{metadata:{name:p},status:{conditions:[null]}}",
                "{metadata:{name:p},status:{conditions:null}}",
                "{metadata:{name:p},status:{conditions:[{}],nominatedNodeName:null}}",
                "{metadata:{name:p},status:{conditions:[{type:PodScheduled,status:False}]}}");
        return Stream.of(metadata, volumes, rest).flatMap(s -> s).map(OddPods::json);
    }

    /** Puts the quotes where JSON wants them. */
    private static String json(String text) {
        return text.replaceAll("(?<=[{,:\\[])(?!null)([A-Za-z][A-Za-z0-9./-]*)", "\"$1\"")
                .replace("``", "\"\"");
    }
}
