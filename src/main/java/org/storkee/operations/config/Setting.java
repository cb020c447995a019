package org.storkee.operations.config;

import java.util.Locale;

/**
 * One configuration key.
 *
 * @param key such as {@code stork.extender.port}
 * @param standard the default, as written; may be empty
 * @param purpose one line for people, without the brackets
 * @param constraint what values it takes
 */
public record Setting(String key, String standard, String purpose, Constraint constraint) {
    /** The environment variable that sets it by MicroProfile Config's rules, such as {@code STORK_EXTENDER_PORT}. */
    public String variable() {
        return variable(key).toUpperCase(Locale.ROOT);
    }

    /** Whether its value must not be shown. */
    public boolean secret() {
        return key.endsWith("password");
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
