package org.storkee.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import net.jqwik.api.constraints.UniqueElements;
import org.storkee.storage.Topology;

class ExtenderCodecPropertyTest {
    @Property(tries = 500)
    void theAnswerDoesNotDependOnTheCaseOfKeysOrTheOrderOfFields(
            @ForAll @Size(max = 20) @UniqueElements
                    List<@AlphaChars @NumericChars @StringLength(min = 1, max = 12) String> names,
            @ForAll Random random)
            throws IOException {
        Topology topology = Bodies.nodes("a", "b", "c");
        String plain = body(names, List.of(0, 1, 2), s -> s);
        List<Integer> order = new ArrayList<>(List.of(0, 1, 2));
        Collections.shuffle(order, random);
        String shuffled = body(names, order, s -> recased(s, random));
        assertThat(answer(shuffled, topology, 0)).isEqualTo(answer(plain, topology, 0));
    }

    @Property(tries = 500)
    void namesModeAndFullModeKeepTheSameNodes(
            @ForAll @Size(min = 1, max = 20) @UniqueElements
                    List<@AlphaChars @NumericChars @StringLength(min = 1, max = 12) String> names,
            @ForAll Random random)
            throws IOException {
        Topology topology = Bodies.nodes(names.get(0), "b");
        String[] asked = names.toArray(String[]::new);
        long refused = random.nextLong();
        ExtenderRequest byName = Bodies.read(Bodies.names(asked), topology);
        ExtenderRequest whole = Bodies.read(Bodies.full(asked), topology);
        assertThat(whole.candidates).isEqualTo(byName.candidates);
        String kept = names.stream()
                .filter(n -> (refused >> names.indexOf(n) & 1) == 0)
                .map(Bodies::node)
                .collect(Collectors.joining(","));
        assertThat(answer(Bodies.full(asked), topology, refused)).contains("\"items\":[" + kept + "]}");
        String keptNames = names.stream()
                .filter(n -> (refused >> names.indexOf(n) & 1) == 0)
                .map(n -> '"' + n + '"')
                .collect(Collectors.joining(","));
        assertThat(answer(Bodies.names(asked), topology, refused)).contains("\"NodeNames\":[" + keptNames + "]");
    }

    private static String body(List<String> names, List<Integer> order, java.util.function.UnaryOperator<String> key) {
        String list = names.stream().map(n -> '"' + n + '"').collect(Collectors.joining(","));
        String[] fields = {
            '"' + key.apply("Pod") + "\":" + Bodies.POD,
            '"' + key.apply("Nodes") + "\":null",
            '"' + key.apply("NodeNames") + "\":[" + list + "]"
        };
        return order.stream().map(i -> fields[i]).collect(Collectors.joining(",", "{", "}"));
    }

    private static String recased(String text, Random random) {
        return text.chars()
                .mapToObj(c -> String.valueOf(
                        (char) (random.nextBoolean() ? Character.toUpperCase(c) : Character.toLowerCase(c))))
                .collect(Collectors.joining());
    }

    private static String answer(String body, Topology topology, long refused) throws IOException {
        ExtenderRequest request = Bodies.read(body, topology);
        Refusal[] verdicts = new Refusal[request.size()];
        for (int i = 0; i < verdicts.length; i++) {
            verdicts[i] = (refused >> i & 1) == 0 ? null : Refusal.NO_DRIVER;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ExtenderAnswer.filter(request, verdicts, () -> {}).write(out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
