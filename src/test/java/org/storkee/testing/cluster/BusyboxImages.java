package org.storkee.testing.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The images a {@link RealNode} has, for it can pull none: one that pods run, and one for their sandboxes, both nothing
 * but busybox. Written as the archive that {@code docker save} makes.
 */
final class BusyboxImages {
    /** What pods run: a shell and its tools. */
    static final String IMAGE = "docker.io/library/busybox:local";

    /** The sandbox of every pod. */
    static final String PAUSE = "registry.k8s.io/pause:3.10.1";

    private static final int EVERYBODY = 0755;

    private BusyboxImages() {}

    /** Writes both images to a file. */
    static void write(Path busybox, Path archive) throws IOException {
        byte[] layer = layer(busybox);
        String digest = sha256(layer);
        Tar tar = new Tar().file(digest + ".tar", EVERYBODY, layer);
        List<String> manifest = new ArrayList<>();
        manifest.add(image(tar, digest, PAUSE, "{\"Entrypoint\":[\"/bin/busybox\",\"sleep\",\"2147483647\"]}"));
        manifest.add(image(tar, digest, IMAGE, "{\"Cmd\":[\"sh\"],\"Env\":[\"PATH=/bin\"]}"));
        tar.file("manifest.json", EVERYBODY, "[" + String.join(",", manifest) + "]");
        Files.write(archive, tar.bytes());
    }

    private static String image(Tar tar, String layer, String tag, String config) {
        String architecture = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
        String description = """
                {"architecture":"%s","os":"linux","created":"1970-01-01T00:00:00Z","config":%s,\
                "rootfs":{"type":"layers","diff_ids":["sha256:%s"]},"history":[{"created":"1970-01-01T00:00:00Z"}]}\
                """.formatted(architecture, config, layer);
        String name = sha256(description.getBytes(StandardCharsets.UTF_8)) + ".json";
        tar.file(name, EVERYBODY, description);
        return "{\"Config\":\"%s\",\"RepoTags\":[\"%s\"],\"Layers\":[\"%s.tar\"]}".formatted(name, tag, layer);
    }

    private static byte[] layer(Path busybox) throws IOException {
        Tar tar = new Tar();
        for (String folder : List.of("bin", "etc", "dev", "proc", "sys", "var", "root")) {
            tar.folder(folder, EVERYBODY);
        }
        tar.folder("tmp", 01777);
        tar.file("bin/busybox", EVERYBODY, Files.readAllBytes(busybox));
        for (String tool : tools(busybox)) {
            if (!tool.equals("busybox")) {
                tar.link("bin/" + tool, "busybox");
            }
        }
        tar.file("etc/passwd", 0644, "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n");
        tar.file("etc/group", 0644, "root:x:0:\nnobody:x:65534:\n");
        return tar.bytes();
    }

    private static List<String> tools(Path busybox) throws IOException {
        Process list = new ProcessBuilder(busybox.toString(), "--list").start();
        return new String(list.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
