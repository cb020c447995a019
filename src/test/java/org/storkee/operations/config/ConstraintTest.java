package org.storkee.operations.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConstraintTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "integer 1..65535 | 1 | true",
                "integer 1..65535 | 65535 | true",
                "integer 1..65535 | 0 | false",
                "integer 1..65535 | 65536 | false",
                "integer 1..65535 | 80a | false",
                "integer 1..65535 | '' | false",
                "duration 1s..1h | 1s | true",
                "duration 1s..1h | 60m | true",
                "duration 1s..1h | 999ms | false",
                "duration 1s..1h | 3601s | false",
                "duration 1s..1h | 60 | false",
                "boolean | true | true",
                "boolean | FALSE | true",
                "boolean | yes | false",
                "one of off, on | on | true",
                "one of off, on | On | false",
                "list of auto, declared | auto | true",
                "list of auto, declared | declared, auto | true",
                "list of auto, declared | declared, | false",
                "list of auto, declared | pxd | false",
                "list of text | a,b | true",
                "list of text | '' | false",
                "list of text or empty | '' | true",
                "list of text or empty | a,b | true",
                "text | x | true",
                "text | '' | false",
                "text or empty | '' | true",
            })
    void allowsWhatTheBracketsSay(String brackets, String value, boolean allowed) {
        assertThat(Constraint.parse(brackets).allows(value)).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "integer 1..65535 | a whole number from 1 to 65535",
                "duration 1s..1h | a duration from 1s to 1h, written as 500ms, 60s, 10m or 1h",
                "one of off, on | one of off, on",
                "list of auto, declared | a list with commas between its items, each one of auto, declared"
            })
    void saysWhatItAllows(String brackets, String description) {
        assertThat(Constraint.parse(brackets).description()).isEqualTo(description);
    }

    @ParameterizedTest
    @ValueSource(strings = {"number", "integer 5", "duration a..b", ""})
    void bracketsNobodyUnderstandsAreAMistakeInTheCatalogue(String brackets) {
        assertThatThrownBy(() -> Constraint.parse(brackets)).isInstanceOf(IllegalArgumentException.class);
    }
}
