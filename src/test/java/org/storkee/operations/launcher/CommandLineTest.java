package org.storkee.operations.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.storkee.operations.config.Settings;

class CommandLineTest {
    private static final Settings SETTINGS = Settings.ofThisBuild();

    private static CommandLine parse(String line) throws StartRefused {
        return CommandLine.parse(line.isEmpty() ? List.of() : List.of(line.split(" ")), SETTINGS);
    }

    @Test
    void ofFlagsThatAreGivenMoreThanOnceOnlyTheLastIsToldAndOnce() throws StartRefused {
        assertThat(parse("--driver=kdmp --driver=pxd").warnings()).isEmpty();
        assertThat(parse("--driver=kdmp -d pxd").warnings()).isEmpty();
        assertThat(parse("-d pxd --driver=pxd -d kdmp --driver=aws").warnings())
                .singleElement()
                .asString()
                .startsWith("--driver=aws: ");
        assertThat(parse("--app-initializer --app-initializer=true").warnings()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--driver=declared | stork.drivers=declared",
                "--driver declared | stork.drivers=declared",
                "-driver declared | stork.drivers=declared",
                "-d declared | stork.drivers=declared",
                "-d=declared | stork.drivers=declared",
                "--driver kdmp --driver declared | stork.drivers=declared",
                "--driver=pxd | stork.drivers=pxd",
                "--driver=kdmp | stork.drivers=auto",
                "-d kdmp | stork.drivers=auto",
                "--verbose | stork.log.level=debug",
                "--verbose=false | stork.log.level=info",
                "--leader-elect | stork.leader-election.enabled=true",
                "--leader-elect=F | stork.leader-election.enabled=false",
                "--lock-object-name me | stork.leader-election.name=me",
                "--lock-object-namespace=portworx | stork.leader-election.namespace=portworx",
                "--health-monitor=false | stork.health.mode=off",
                "--webhook-controller | stork.admission=on",
                "--webhook-controller=false | stork.admission=off",
                "--webhook-skip-resources-annotation x/y | stork.admission.skip-annotation=x/y",
                "--app-initializer=true | stork.admission=on",
                "--app-initializer --webhook-controller=false | stork.admission=off",
            })
    void flagsWithACounterpartSetIt(String line, String expected) throws StartRefused {
        assertThat(parse(line).values()).hasToString("{" + expected + "}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--snapshotter",
                "--extender=false",
                "--health-monitor-interval 60",
                "--health-monitor-interval=0",
                "--action-controller",
                "--migration-controller",
                "--application-controller",
                "--px-object-controller",
                "--admin-namespace kube-system",
                "--migration-admin-namespace=kube-system",
                "--cluster-domain-controllers",
                "--pvc-watcher",
                "--enable-metrics=false",
                "--controller-cache-sync-timeout=2",
                "--application-backup-sync-interval 10",
                "--k8s-api-qps 1000",
                "--k8s-api-burst=2000",
                "--kdmp-controller",
                "--migration-max-threads 4",
                "--resource-transformation-controller"
            })
    void aFlagWithoutOneIsAcceptedWithAWarningThatSaysWhyItHasNoEffect(String line) throws StartRefused {
        CommandLine parsed = parse(line);
        assertThat(parsed.values()).isEmpty();
        assertThat(parsed.warnings())
                .singleElement()
                .asString()
                .startsWith(line.split("[ =]", 2)[0] + " has no effect: ")
                .hasSizeGreaterThan(40);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--extender",
                "--enable-metrics=true",
                "--snapshotter=false",
                "--pvc-watcher=0",
                "--kdmp-controller=F",
                "--snapshotter --snapshotter=false"
            })
    void aSwitchThatAsksForWhatIsSoAnywayNeedsNoWarning(String line) throws StartRefused {
        assertThat(parse(line).warnings()).isEmpty();
    }

    @Test
    void eachFlagWithoutEffectIsToldOnce() throws StartRefused {
        assertThat(parse("--k8s-api-qps 5 --snapshotter --extender=false --k8s-api-qps=7")
                        .warnings())
                .satisfiesExactly(
                        qps -> assertThat(qps).startsWith("--k8s-api-qps has no effect"),
                        snapshots -> assertThat(snapshots).startsWith("--snapshotter has no effect"),
                        extender -> assertThat(extender).startsWith("--extender has no effect: the extender always"));
    }

    @Test
    void theHealthMonitorSwitchedOnLeavesTheModeThatIsSetElsewhere() throws StartRefused {
        assertThat(parse("--health-monitor=true").values()).isEmpty();
        assertThat(parse("--health-monitor=false --health-monitor").values()).isEmpty();
    }

    @Test
    void theInitializersPlaceIsTakenByTheWebhookWhichOneWarningSays() throws StartRefused {
        assertThat(parse("--app-initializer=true").warnings())
                .singleElement()
                .asString()
                .contains("--app-initializer", "stork.admission");
    }

    @Test
    void anUpstreamDriverThisBuildLacksIsNoReasonNotToStart() throws StartRefused {
        assertThat(parse("--driver=kdmp --verbose --leader-elect=true").warnings())
                .singleElement()
                .asString()
                .contains("--driver=kdmp", "auto");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--drivr=pxd | unknown flag --drivr=pxd; the nearest known one is --driver",
                "--lock-object-nam x | the nearest known one is --lock-object-name",
                "start | unknown argument \"start\"",
                "--verbose false | unknown argument \"false\"",
                "--driver | --driver needs a value",
                "--leader-elect=yes | --leader-elect takes true or false, not \"yes\"",
                "--k8s-api-qps=fast | --k8s-api-qps takes a whole number, not \"fast\"",
                "--health-monitor-interval=29 | minimum interval for health monitor is 30 seconds",
                "--health-monitor-interval -5 | minimum interval for health monitor is 30 seconds",
                "--health-monitor-interval=2m | takes a whole number"
            })
    void whatUpstreamWouldNotTakeEndsTheStart(String line, String message) {
        assertThatThrownBy(() -> parse(line))
                .isInstanceOfSatisfying(
                        StartRefused.class,
                        refused -> assertThat(refused.status()).isEqualTo(78))
                .hasMessageContaining(message);
    }
}
