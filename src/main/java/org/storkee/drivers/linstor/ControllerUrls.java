package org.storkee.drivers.linstor;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where controllers are, as LINSTOR's own clients write it in {@code LS_CONTROLLERS}: a comma-separated list of
 * {@code host}, {@code host:port}, {@code http(s)://…}, {@code linstor://…} or {@code linstor+ssl://…}. Pure.
 */
final class ControllerUrls {
    private static final int PORT = 3370;
    private static final int TLS_PORT = 3371;

    private ControllerUrls() {}

    /**
     * Several clusters at once: {@code name=list;name=list}, each called by the CSI driver that provisions from it. A
     * list without a name is {@code standard}'s.
     *
     * @param tls whether addresses without a scheme mean HTTPS, as they do when certificates are given
     * @throws IllegalArgumentException naming the part that is no address
     */
    static Map<String, List<URI>> instances(String text, String standard, boolean tls) {
        Map<String, List<URI>> instances = new LinkedHashMap<>();
        for (String part : text.split(";", -1)) {
            int equals = part.indexOf('=');
            String name = equals < 0 ? standard : part.substring(0, equals).strip();
            List<URI> urls = parse(part.substring(equals + 1), tls);
            if (name.isEmpty()) {
                throw new IllegalArgumentException("'" + part.strip() + "' names no CSI driver before its '='");
            }
            if (!urls.isEmpty() && instances.put(name, urls) != null) {
                throw new IllegalArgumentException("'" + name + "' is there twice");
            }
        }
        return instances;
    }

    /** One list; empty items are skipped. As {@link #instances}. */
    static List<URI> parse(String list, boolean tls) {
        List<URI> urls = new ArrayList<>();
        for (String item : list.split(",", -1)) {
            if (!item.isBlank()) {
                urls.add(one(item.strip(), tls));
            }
        }
        return urls;
    }

    private static URI one(String text, boolean tls) {
        int scheme = text.indexOf("://");
        String host = scheme < 0 ? text : text.substring(scheme + 3);
        boolean secure = switch (scheme < 0 ? "" : text.substring(0, scheme)) {
            case "", "linstor" -> tls;
            case "https", "linstor+ssl" -> true;
            case "http" -> false;
            default -> throw refused(text);
        };
        try {
            URI url = new URI((secure ? "https://" : "http://") + host);
            if (url.getHost() == null || url.getUserInfo() != null) {
                throw refused(text);
            }
            int port = url.getPort() >= 0 ? url.getPort() : secure ? TLS_PORT : PORT;
            return new URI(url.getScheme(), null, url.getHost(), port, null, null, null);
        } catch (URISyntaxException e) {
            throw refused(text);
        }
    }

    /** The address is not repeated behind an {@code @}: it may hold a password. */
    private static IllegalArgumentException refused(String text) {
        return new IllegalArgumentException("'" + text.substring(text.lastIndexOf('@') + 1)
                + "' is no address of a LINSTOR controller; write host, host:port, http://, https://, linstor:// or"
                + " linstor+ssl://, without a user");
    }
}
