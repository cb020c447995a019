package org.storkee.drivers.linstor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ControllerUrlsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ctl                     | false | http://ctl:3370
            ctl                     | true  | https://ctl:3371
            ctl:1234                | false | http://ctl:1234
            ctl:1234                | true  | https://ctl:1234
            10.0.0.1                | false | http://10.0.0.1:3370
            [fd00::1]               | false | http://[fd00::1]:3370
            http://ctl              | true  | http://ctl:3370
            https://ctl             | false | https://ctl:3371
            https://ctl:443/        | false | https://ctl:443
            linstor://ctl           | false | http://ctl:3370
            linstor://ctl           | true  | https://ctl:3371
            linstor+ssl://ctl       | false | https://ctl:3371
            linstor+ssl://ctl:99    | false | https://ctl:99
            """)
    void anAddressIsReadAsLinstorsOwnClientsReadIt(String text, boolean tls, URI url) {
        assertThat(ControllerUrls.parse(text, tls)).containsExactly(url);
    }

    @Test
    void aListHasCommasAndMayHaveBlanks() {
        assertThat(ControllerUrls.parse(" a , http://b:1,, ", false))
                .containsExactly(URI.create("http://a:3370"), URI.create("http://b:1"));
        assertThat(ControllerUrls.parse("", false)).isEmpty();
    }

    @Test
    void severalClustersAreCalledByTheirCsiDriver() {
        assertThat(ControllerUrls.instances("a,b", "standard", false))
                .containsOnlyKeys("standard")
                .extractingByKey("standard")
                .asList()
                .hasSize(2);
        assertThat(ControllerUrls.instances("x.org=a,b; y.org=https://c", "standard", false))
                .containsOnlyKeys("x.org", "y.org");
        assertThat(ControllerUrls.instances("", "standard", false)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://ctl", "http://", "http://user:secret@ctl", "a b", "x=a;x=b", "=a", "a;b"})
    void whatIsNoAddressIsRefusedWithoutShowingAPassword(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ControllerUrls.instances(text, "standard", false))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
    }
}
