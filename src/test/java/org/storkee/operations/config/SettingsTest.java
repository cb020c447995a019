package org.storkee.operations.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SettingsTest {
    private final Settings settings = Settings.ofThisBuild();

    @Test
    void everyDefaultIsAllowed() {
        assertThat(settings.all())
                .hasSizeGreaterThan(20)
                .allSatisfy(setting -> assertThat(setting.constraint().allows(setting.standard(java.util.Map.of())))
                        .as(setting.key())
                        .isTrue());
    }

    @Test
    void everyKeyHasAPurpose() {
        assertThat(settings.all())
                .allSatisfy(setting -> assertThat(setting.purpose())
                        .as(setting.key())
                        .hasSizeGreaterThan(20)
                        .doesNotContain("["));
    }

    @Test
    void aKeyIsFoundByItsEnvironmentVariable() {
        assertThat(settings.findByVariable("STORK_EXTENDER_MAX_VIEW_AGE"))
                .isEqualTo(settings.get("stork.extender.max-view-age"));
        assertThat(settings.findByVariable("stork_extender_max_view_age")).isNotNull();
        assertThat(settings.findByVariable("Stork_Extender_Max_View_Age")).isNull();
    }

    @Test
    void theNearestKeyIsTheOneWithTheFewestEdits() {
        assertThat(settings.nearestKey("stork.extendr.prt")).isEqualTo("stork.extender.port");
        assertThat(settings.nearestVariable("STORK_DRIVER")).isEqualTo("STORK_DRIVERS");
    }

    @Test
    void aKeyWithoutAllowedValuesIsAMistakeInTheCatalogue() {
        var file = new ByteArrayInputStream("# A key.\nstork.key=1\n".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> Settings.read(file)).hasMessageContaining("stork.key");
    }
}
