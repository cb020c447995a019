package org.storkee.operations.management;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageResourceTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "none, none, json",
                "none, */*, json",
                "none, text/plain, text",
                "none, 'text/plain;q=0.5,application/json', json",
                "text, application/json, text",
                "json, text/plain, json",
                "yaml, none, none"
            })
    void theParameterWinsOverTheHeaderAndJsonIsTheDefault(String asked, String accept, String format) {
        assertThat(PageResource.format(asked, accept)).isEqualTo(format);
    }
}
