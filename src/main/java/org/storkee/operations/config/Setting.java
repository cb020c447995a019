package org.storkee.operations.config;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One configuration key.
 *
 * @param key such as {@code stork.extender.port}
 * @param standard the default, as written; may be empty, or name a variable that has it
 * @param purpose one line for people, without the brackets
 * @param constraint what values it takes
 */
public record Setting(String key, String standard, String purpose, Constraint constraint) {
    /** A default taken from another variable, as MicroProfile Config writes it: <code>${PX_NAMESPACE:kube-system}</code>. */
    private static final Pattern BORROWED = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_-]*):([^}]*)}");

    /** The environment variable that sets it by MicroProfile Config's rules, such as {@code STORK_EXTENDER_PORT}. */
    public String variable() {
        return variable(key).toUpperCase(Locale.ROOT);
    }

    /** Whether its value must not be shown. */
    public boolean secret() {
        return key.endsWith("password") || key.endsWith("secret");
    }

    /** The variable of another program that the default is taken from, as upstream's {@code PX_*}; null for a plain one. */
    public @Nullable String borrowedFrom() {
        Matcher borrowed = BORROWED.matcher(standard);
        return borrowed.matches() ? borrowed.group(1) : null;
    }

    /** The default in this environment. */
    public String standard(Map<String, String> environment) {
        Matcher borrowed = BORROWED.matcher(standard);
        return borrowed.matches() ? environment.getOrDefault(borrowed.group(1), borrowed.group(2)) : standard;
    }

    static String variable(String key) {
        StringBuilder name = new StringBuilder(key.length());
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            name.append(plain ? c : '_');
        }
        return name.toString();
    }
}
