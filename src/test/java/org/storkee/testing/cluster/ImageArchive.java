package org.storkee.testing.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** An OCI image archive, unpacked into a folder and read by the image specification: index, manifest, configuration. */
public final class ImageArchive {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path layout;
    private final JsonNode manifest;

    private ImageArchive(Path layout) throws IOException {
        this.layout = layout;
        JsonNode index = JSON.readTree(layout.resolve("index.json").toFile());
        manifest = read(index.at("/manifests/0/digest").asText());
    }

    /** Unpacks {@code archive} into {@code folder}, an empty one. */
    public static ImageArchive open(Path archive, Path folder) {
        try {
            Process tar = new ProcessBuilder("tar", "-xf", archive.toString(), "-C", folder.toString())
                    .inheritIO()
                    .start();
            if (tar.waitFor() != 0) {
                throw new ClusterException(archive + " is no tar archive");
            }
            return new ImageArchive(folder);
        } catch (IOException e) {
            throw new ClusterException("cannot read " + archive + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted while unpacking " + archive, e);
        }
    }

    /** The version of the layout, as its file {@code oci-layout} tells. */
    public String layoutVersion() {
        try {
            return JSON.readTree(layout.resolve("oci-layout").toFile())
                    .path("imageLayoutVersion")
                    .asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public JsonNode manifest() {
        return manifest;
    }

    /** The image's configuration: {@code config}, {@code rootfs}, {@code history}. */
    public JsonNode configuration() {
        return read(manifest.at("/config/digest").asText());
    }

    /** The digests of its layers, lowest first. */
    public List<String> layers() {
        List<String> digests = new ArrayList<>();
        manifest.path("layers")
                .forEach(layer -> digests.add(layer.path("digest").asText()));
        return digests;
    }

    /** A layer's unpacked tar archive. */
    public InputStream layer(String digest) {
        try {
            return new GZIPInputStream(Files.newInputStream(blob(digest)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The digest that a blob's bytes really have. */
    public String digestOf(String digest) {
        try (InputStream in = Files.newInputStream(blob(digest))) {
            return digest(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads a stream to its end. */
    public static String digest(InputStream in) throws IOException {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            new DigestInputStream(in, sha).transferTo(java.io.OutputStream.nullOutputStream());
            return "sha256:" + HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private JsonNode read(String digest) {
        try {
            return JSON.readTree(blob(digest).toFile());
        } catch (IOException e) {
            throw new ClusterException("cannot read " + digest + ": " + e, e);
        }
    }

    private Path blob(String digest) {
        return layout.resolve("blobs").resolve(digest.replace(':', '/'));
    }
}
