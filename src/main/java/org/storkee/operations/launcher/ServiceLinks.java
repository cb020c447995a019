package org.storkee.operations.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The variables Kubernetes puts into every container for each Service of its namespace. A Service named {@code stork} or
 * {@code stork-extender} gives ones that look like ours: {@code STORK_EXTENDER_PORT=tcp://10.0.0.1:8099} is no mistake
 * of the user's, and must reach neither the check nor the server.
 */
final class ServiceLinks {
    private static final Pattern NAME = Pattern.compile(
            "STORK(_\\w+)?_(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");

    private ServiceLinks() {}

    static boolean isOne(String name, String value) {
        return value.startsWith("tcp://")
                || value.startsWith("udp://")
                || value.startsWith("sctp://")
                || NAME.matcher(name).matches();
    }

    /** Names of ours that hold such a value; the server must not see them. */
    static List<String> in(Map<String, String> environment) {
        List<String> names = new ArrayList<>();
        for (Map.Entry<String, String> entry : environment.entrySet()) {
            if (entry.getKey().startsWith("STORK_") && isOne(entry.getKey(), entry.getValue())) {
                names.add(entry.getKey());
            }
        }
        return names;
    }
}
