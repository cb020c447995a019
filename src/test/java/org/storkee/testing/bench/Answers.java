package org.storkee.testing.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** What the world's askers must be answered, worked out from {@link World} and not from the server's rules. Pure. */
final class Answers {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Answers() {}

    /**
     * What is wrong with an answer, or nothing.
     *
     * @param names the candidates in request order
     */
    static Optional<String> wrong(ExtenderRequest request, List<String> names, int status, ByteBuffer body) {
        String text = StandardCharsets.UTF_8.decode(body.duplicate()).toString();
        if (status != 200) {
            return Optional.of("status " + status + ": " + start(text));
        }
        try {
            JsonNode answer = JSON.readTree(text);
            return request.verb() == Verb.FILTER
                    ? wrongFilter(request, names, answer)
                    : wrongScores(request.asker(), names, answer);
        } catch (JsonProcessingException e) {
            return Optional.of("no JSON: " + e.getOriginalMessage() + ": " + start(text));
        }
    }

    private static Optional<String> wrongFilter(ExtenderRequest request, List<String> names, JsonNode answer) {
        List<String> kept = new ArrayList<>();
        if (request.mode() == Mode.NAMES) {
            answer.path("NodeNames").forEach(name -> kept.add(name.textValue()));
        } else {
            answer.at("/Nodes/items")
                    .forEach(node -> kept.add(node.at("/metadata/name").textValue()));
        }
        List<String> expected =
                names.stream().filter(name -> World.online(number(name))).toList();
        if (!kept.equals(expected)) {
            return Optional.of("kept " + kept.size() + " nodes instead of " + expected.size()
                    + ", or others, or in another order: " + start(answer.toString()));
        }
        int refused = answer.path("FailedAndUnresolvableNodes").size();
        return refused == names.size() - expected.size()
                ? Optional.empty()
                : Optional.of(refused + " reasons for " + (names.size() - expected.size()) + " refused nodes");
    }

    private static Optional<String> wrongScores(int asker, List<String> names, JsonNode answer) {
        if (answer.size() != names.size()) {
            return Optional.of(answer.size() + " scores for " + names.size() + " nodes: " + start(answer.toString()));
        }
        Iterator<String> asked = names.iterator();
        for (JsonNode entry : answer) {
            String name = asked.next();
            long score = entry.path("Score").asLong(-1);
            long expected = score(number(name), asker);
            if (!name.equals(entry.path("Host").textValue()) || score != expected) {
                return Optional.of(entry + " instead of " + name + " with " + expected);
            }
        }
        return Optional.empty();
    }

    private static long score(int node, int asker) {
        return World.online(node)
                ? IntStream.of(World.askersVolumes(asker))
                        .map(volume -> IntStream.of(World.replicas(volume))
                                .filter(World::online)
                                .map(replica -> points(node, replica))
                                .max()
                                .orElse(0))
                        .sum()
                : 0;
    }

    private static int points(int node, int replica) {
        if (node == replica) {
            return 100;
        }
        if (World.rack(node).equals(World.rack(replica))) {
            return 50;
        }
        return World.zone(node).equals(World.zone(replica)) ? 25 : 10;
    }

    private static int number(String name) {
        return Integer.parseInt(name.substring(name.indexOf('-') + 1));
    }

    private static String start(String text) {
        return text.substring(0, Math.min(300, text.length()));
    }
}
