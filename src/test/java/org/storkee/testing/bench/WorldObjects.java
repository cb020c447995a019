package org.storkee.testing.bench;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The JSON of every object in the measured cluster, by its number from 0. Pure but for the time of start. */
final class WorldObjects {
    static final String NAMESPACE = "bench";

    private static final int IMAGES = 25;
    private static final int OTHER_LABELS = 11;
    private static final String STARTED =
            Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();

    private WorldObjects() {}

    static String nodeName(int node) {
        return "node-%05d".formatted(node);
    }

    static String volumeName(int volume) {
        return "volume-%05d".formatted(volume);
    }

    /** A node of the size a worked-in one has: about 8.3 kB as the scheduler sends it, 25 images, 20 labels. */
    static String node(int node) {
        String name = nodeName(node);
        return """
            {"apiVersion":"v1","kind":"Node","metadata":{"name":"%1$s","labels":{%2$s},
             "annotations":{"node.alpha.kubernetes.io/ttl":"0","csi.volume.kubernetes.io/nodeid":"{\\"declared.storkee.org\\":\\"%1$s\\"}","volumes.kubernetes.io/controller-managed-attach-detach":"true"}},
             "spec":{"podCIDR":"10.%3$d.%4$d.0/24","podCIDRs":["10.%3$d.%4$d.0/24"],"providerID":"example://region-1/%1$s"},
             "status":{"capacity":%5$s,"allocatable":%5$s,"conditions":[%6$s],
              "addresses":[{"type":"InternalIP","address":"10.%3$d.%4$d.1"},{"type":"Hostname","address":"%1$s"}],
              "daemonEndpoints":{"kubeletEndpoint":{"Port":10250}},
              "nodeInfo":{"machineID":"%7$s","systemUUID":"%7$s","bootID":"%7$s","kernelVersion":"6.12.41-cloud-amd64",
               "osImage":"Debian GNU/Linux 13 (trixie)","containerRuntimeVersion":"containerd://2.1.4",
               "kubeletVersion":"v1.36.3","kubeProxyVersion":"","operatingSystem":"linux","architecture":"amd64"},
              "images":[%8$s]}}""".formatted(
                        name,
                        labels(node),
                        128 + node / 250,
                        node % 250,
                        """
                        {"cpu":"32","memory":"131072Mi","pods":"250","ephemeral-storage":"200Gi"}""",
                        conditions(),
                        "%032x".formatted(node + 1),
                        IntStream.range(0, IMAGES).mapToObj(i -> image(node, i)).collect(Collectors.joining(",")));
    }

    /** What the storage system says of a node. */
    static String nodeStorage(int node) {
        return """
            {"apiVersion":"storkee.org/v1alpha1","kind":"NodeStorage","metadata":{"name":"%s"},
             "spec":{"state":"%s","capacity":{"total":"1Ti","available":"400Gi"}}}""".formatted(nodeName(node), World.online(node) ? "Online" : "Offline");
    }

    static String claim(int volume) {
        return """
            {"apiVersion":"v1","kind":"PersistentVolumeClaim","metadata":{"name":"%1$s","namespace":"%2$s",
             "annotations":{"pv.kubernetes.io/bind-completed":"yes"}},
             "spec":{"storageClassName":"","volumeName":"%1$s","accessModes":["ReadWriteOnce"],
              "resources":{"requests":{"storage":"10Gi"}}},
             "status":{"phase":"Bound","accessModes":["ReadWriteOnce"],"capacity":{"storage":"10Gi"}}}""".formatted(volumeName(volume), NAMESPACE);
    }

    static String volume(int volume) {
        return """
            {"apiVersion":"v1","kind":"PersistentVolume","metadata":{"name":"%1$s"},
             "spec":{"capacity":{"storage":"10Gi"},"accessModes":["ReadWriteOnce"],"storageClassName":"",
              "persistentVolumeReclaimPolicy":"Retain",
              "claimRef":{"apiVersion":"v1","kind":"PersistentVolumeClaim","namespace":"%2$s","name":"%1$s"},
              "csi":{"driver":"declared.storkee.org","volumeHandle":"%1$s"}}}""".formatted(volumeName(volume), NAMESPACE);
    }

    static String replicas(int volume, int[] nodes) {
        return """
            {"apiVersion":"storkee.org/v1alpha1","kind":"VolumeReplicas","metadata":{"name":"%s"},
             "spec":{"replicas":[%s]}}""".formatted(
                        volumeName(volume),
                        IntStream.of(nodes)
                                .mapToObj(n -> "{\"node\":\"" + nodeName(n) + "\",\"state\":\"UpToDate\"}")
                                .collect(Collectors.joining(",")));
    }

    /**
     * A pod.
     *
     * @param more a further field of the spec with its comma, e.g. the node it runs on
     * @param round value of its label {@code round}, by which pods are counted and deleted
     */
    static String pod(String name, String scheduler, String round, String more, int... volumes) {
        return """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s","namespace":"%s",
             "labels":{"app.kubernetes.io/name":"database","app.kubernetes.io/part-of":"shop","round":"%s"}},
             "spec":{"schedulerName":"%s",%s"terminationGracePeriodSeconds":0,
              "containers":[{"name":"server","image":"registry.example.org/shop/database:v7",
               "env":[{"name":"SHOP_REGION","value":"region-1"},{"name":"SHOP_LOG_LEVEL","value":"info"}],
               "resources":{"requests":{"cpu":"10m","memory":"16Mi"}},"volumeMounts":[%s]}],
              "volumes":[%s]}}""".formatted(
                        name,
                        NAMESPACE,
                        round,
                        scheduler,
                        more,
                        each(volumes, "{\"name\":\"data-%1$d\",\"mountPath\":\"/data-%1$d\"}"),
                        each(volumes, "{\"name\":\"data-%1$d\",\"persistentVolumeClaim\":{\"claimName\":\"%2$s\"}}"));
    }

    /** A pod that runs and is ready on its node, for its {@code status} subresource. */
    static String running(String pod) {
        return pod.substring(0, pod.lastIndexOf('}')) + """
                ,"status":{"phase":"Running","startTime":"%1$s","podIP":"10.20.0.1","hostIP":"10.10.0.1","conditions":[
                 {"type":"PodScheduled","status":"True","lastTransitionTime":"%1$s"},
                 {"type":"Ready","status":"True","lastTransitionTime":"%1$s"}]}}""".formatted(STARTED);
    }

    private static String each(int[] volumes, String template) {
        return IntStream.range(0, volumes.length)
                .mapToObj(i -> template.formatted(i, volumeName(volumes[i])))
                .collect(Collectors.joining(","));
    }

    private static String labels(int node) {
        Stream<String> known = Stream.of(
                "\"kubernetes.io/hostname\":\"" + nodeName(node) + "\"",
                "\"kubernetes.io/os\":\"linux\"",
                "\"kubernetes.io/arch\":\"amd64\"",
                "\"node.kubernetes.io/instance-type\":\"general-32\"",
                "\"topology.kubernetes.io/region\":\"region-1\"",
                "\"topology.kubernetes.io/zone\":\"" + World.zone(node) + "\"",
                "\"topology.storkee.org/rack\":\"" + World.rack(node) + "\"");
        Stream<String> more = IntStream.range(0, OTHER_LABELS)
                .mapToObj(i -> "\"label-%02d.example.org/purpose\":\"value-%02d-%d\"".formatted(i, i, node % 7));
        return Stream.concat(known, more).collect(Collectors.joining(","));
    }

    private static String conditions() {
        return Stream.of(
                        condition("MemoryPressure", "False", "KubeletHasSufficientMemory"),
                        condition("DiskPressure", "False", "KubeletHasNoDiskPressure"),
                        condition("PIDPressure", "False", "KubeletHasSufficientPID"),
                        condition("Ready", "True", "KubeletReady"))
                .collect(Collectors.joining(","));
    }

    private static String condition(String type, String status, String reason) {
        return """
            {"type":"%s","status":"%s","reason":"%s","message":"the kubelet reports %s",
             "lastHeartbeatTime":"%s","lastTransitionTime":"%s"}""".formatted(type, status, reason, reason, STARTED, STARTED);
    }

    private static String image(int node, int image) {
        SplittableRandom random = new SplittableRandom(31L * node + image);
        byte[] digest = new byte[32];
        random.nextBytes(digest);
        String name = "registry.example.org/platform/team-%02d/service-%03d".formatted(image % 9, image);
        return """
            {"names":["%1$s@sha256:%2$s","%1$s:v1.%3$d.0"],"sizeBytes":%4$d}""".formatted(name, HexFormat.of().formatHex(digest), image, 20_000_000L + random.nextInt(400_000_000));
    }
}
