package org.storkee.testing.linstor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.storkee.testing.cluster.Repository;

/**
 * The published description of LINSTOR's REST API (OpenAPI, GPL: no part of this project). Read where a copy lies beside
 * the source tree; without one nothing is checked.
 */
final class OpenApi {
    private static final JsonNode DESCRIPTION = load();

    private OpenApi() {}

    private static JsonNode load() {
        Path file = Repository.root().resolveSibling("shared/data/linstor-rest-v1.openapi.yaml");
        try {
            return Files.exists(file) ? new YAMLMapper().readTree(file.toFile()) : null;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file.getFileName(), e);
        }
    }

    /** Whether the description is at hand. */
    static boolean atHand() {
        return DESCRIPTION != null;
    }

    /** Where {@code answer} of {@code GET path} is not what the description says: one line each, best none. */
    static List<String> misfits(String path, JsonNode answer) {
        List<String> misfits = new ArrayList<>();
        if (DESCRIPTION != null) {
            JsonNode schema =
                    DESCRIPTION.path("paths").path(path).at("/get/responses/200/content/application~1json/schema");
            if (schema.isMissingNode()) {
                misfits.add(path + ": not described");
            } else {
                check(path, schema, answer, misfits);
            }
        }
        return misfits;
    }

    private static void check(String where, JsonNode described, JsonNode value, List<String> misfits) {
        JsonNode schema = resolve(described);
        schema.path("allOf").forEach(part -> check(where, part, value, misfits));
        if (schema.has("oneOf")) {
            checkOneOf(where, schema.get("oneOf"), value, misfits);
        }
        String type = schema.path("type").asText("");
        if (!type.isEmpty() && !fits(type, value)) {
            misfits.add(where + ": " + value.getNodeType() + " where " + type + " is described");
            return;
        }
        if (schema.has("enum") && !contains(schema.get("enum"), value)) {
            misfits.add(where + ": '" + value.asText() + "' is none of " + schema.get("enum"));
        }
        schema.path("required").forEach(name -> {
            if (!value.has(name.asText())) {
                misfits.add(where + ": lacks " + name.asText());
            }
        });
        value.properties().forEach(field -> {
            JsonNode property = schema.path("properties").path(field.getKey());
            JsonNode other = schema.path("additionalProperties");
            if (!property.isMissingNode()) {
                check(where + "." + field.getKey(), property, field.getValue(), misfits);
            } else if (other.isObject()) {
                check(where + "." + field.getKey(), other, field.getValue(), misfits);
            }
        });
        if (schema.has("items")) {
            for (int i = 0; i < value.size(); i++) {
                check(where + "[" + i + "]", schema.get("items"), value.get(i), misfits);
            }
        }
    }

    private static void checkOneOf(String where, JsonNode choices, JsonNode value, List<String> misfits) {
        for (JsonNode choice : choices) {
            List<String> its = new ArrayList<>();
            check(where, choice, value, its);
            if (its.isEmpty()) {
                return;
            }
        }
        misfits.add(where + ": fits none of the described choices");
    }

    private static JsonNode resolve(JsonNode schema) {
        return schema.has("$ref")
                ? resolve(DESCRIPTION.at(schema.get("$ref").asText().substring(1)))
                : schema;
    }

    private static boolean contains(JsonNode values, JsonNode value) {
        for (JsonNode one : values) {
            if (one.equals(value)) {
                return true;
            }
        }
        return false;
    }

    private static boolean fits(String type, JsonNode value) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            default -> false;
        };
    }
}
