package org.storkee.operations.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What people run upstream Stork with starts Stork EE unchanged, and each thing without effect is told once. */
class UpstreamDeploymentTest {
    /** Name, arguments, environment, what the settings become, what the warnings start with. */
    static Stream<Arguments> deployments() {
        return Stream.of(
                Arguments.of(
                        "the shipped one",
                        List.of("--driver=pxd", "--verbose", "--leader-elect=true"),
                        Map.of(),
                        Map.of("stork.drivers", "pxd", "stork.log.level", "debug"),
                        List.of()),
                Arguments.of(
                        "with the health monitor slower and the webhook of old",
                        List.of(
                                "--driver=pxd",
                                "--verbose",
                                "--leader-elect=true",
                                "--health-monitor-interval=120",
                                "--app-initializer=true"),
                        Map.of("PX_SERVICE_NAME", "portworx-api"),
                        Map.of("stork.pxd.service", "portworx-api", "stork.health.mode", "act"),
                        List.of("--health-monitor-interval ", "--app-initializer: ")),
                Arguments.of(
                        "an operator's",
                        List.of(
                                "--driver=pxd",
                                "--verbose=true",
                                "--leader-elect=true",
                                "--lock-object-name=stork",
                                "--lock-object-namespace=portworx",
                                "--migration-controller=false",
                                "--webhook-controller=false"),
                        Map.of(
                                "PX_NAMESPACE", "portworx",
                                "PX_SHARED_SECRET", "s3cret",
                                "STORK-NAMESPACE", "portworx",
                                "KUBERNETES_OPS_QPS_RATE", "1000",
                                "KUBERNETES_OPS_BURST_RATE", "2000"),
                        Map.of(
                                "stork.leader-election.namespace", "portworx",
                                "stork.admission", "off",
                                "stork.admission.namespace", "portworx",
                                "stork.pxd.namespace", "portworx",
                                "stork.pxd.shared-secret", "s3cret"),
                        List.of(
                                "environment variable KUBERNETES_OPS_QPS_RATE ",
                                "environment variable KUBERNETES_OPS_BURST_RATE ")),
                Arguments.of(
                        "one whose Lease alone is with the storage",
                        List.of("--lock-object-namespace=portworx"),
                        Map.of(),
                        Map.of("stork.leader-election.namespace", "portworx", "stork.admission.namespace", ""),
                        List.of()),
                Arguments.of(
                        "LINSTOR's",
                        List.of(
                                "--driver=linstor",
                                "--health-monitor=false",
                                "--kdmp-controller",
                                "--snapshotter=false"),
                        Map.of("LS_CONTROLLERS", "http://linstor:3370", "SKIP_AWS_DRIVER_INIT", "true"),
                        Map.of(
                                "stork.drivers", "linstor",
                                "stork.linstor.controllers", "http://linstor:3370",
                                "stork.health.mode", "off"),
                        List.of("--kdmp-controller ")),
                Arguments.of(
                        "a driver of upstream's that is none of ours",
                        List.of("-d", "aws", "-leader-elect=false"),
                        Map.of("MARKET_PLACE", "aws", "TEST_MODE", ""),
                        Map.of("stork.drivers", "auto", "stork.leader-election.enabled", "false"),
                        List.of("--driver=aws: ", "environment variable MARKET_PLACE ")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("deployments")
    void startsUnchanged(
            String name,
            List<String> arguments,
            Map<String, String> environment,
            Map<String, String> settings,
            List<String> warnings)
            throws StartRefused {
        Configuration configuration = Launcher.check(arguments, environment);
        assertThat(configuration.values()).containsAllEntriesOf(settings);
        assertThat(configuration.warnings()).hasSameSizeAs(warnings);
        for (int i = 0; i < warnings.size(); i++) {
            assertThat(configuration.warnings().get(i)).startsWith(warnings.get(i));
        }
    }

    /** The variables that {@code docs/from-stork.md} says have no effect. */
    static List<String> withoutEffect() throws IOException {
        String page = Files.readString(Path.of("docs/from-stork.md"));
        String section = page.substring(page.indexOf("\n## Variables\n"), page.indexOf("\n## Objects\n"));
        return section.lines()
                .filter(line -> line.contains("| no effect |"))
                .flatMap(line -> Pattern.compile("`([^`]+)`")
                        .matcher(line.substring(0, line.indexOf("| no effect |")))
                        .results())
                .map(name -> name.group(1))
                .toList();
    }

    @Test
    void thePageForThoseWhoComeFromUpstreamKnowsEveryVariableWithoutEffect() throws IOException {
        assertThat(withoutEffect())
                .containsExactlyInAnyOrderElementsOf(UpstreamVariable.ALL.stream()
                        .map(UpstreamVariable::name)
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("withoutEffect")
    void aVariableWithoutEffectIsToldOnce(String name) throws StartRefused {
        assertThat(Launcher.check(List.of(), Map.of(name, "something")).warnings())
                .singleElement()
                .asString()
                .startsWith("environment variable " + name + " has no effect: ");
    }

    @Test
    void everyFlagOfUpstreamIsKnownWithItsKind() {
        List<String> switches = List.of(
                "verbose leader-elect snapshotter extender health-monitor action-controller migration-controller",
                "application-controller px-object-controller cluster-domain-controllers pvc-watcher webhook-controller",
                "enable-metrics kdmp-controller resource-transformation-controller app-initializer");
        List<String> numbers = List.of(
                "health-monitor-interval controller-cache-sync-timeout application-backup-sync-interval",
                "k8s-api-qps k8s-api-burst migration-max-threads");
        List<String> texts = List.of(
                "driver d lock-object-name lock-object-namespace admin-namespace migration-admin-namespace",
                "webhook-skip-resources-annotation");
        assertThat(UpstreamFlag.ALL)
                .extracting(UpstreamFlag::name, UpstreamFlag::kind)
                .containsExactlyInAnyOrderElementsOf(Stream.of(
                                words(switches).map(name -> tuple(name, UpstreamFlag.Kind.SWITCH)),
                                words(numbers).map(name -> tuple(name, UpstreamFlag.Kind.WHOLE)),
                                words(texts).map(name -> tuple(name, UpstreamFlag.Kind.TEXT)))
                        .flatMap(all -> all)
                        .toList());
    }

    private static Stream<String> words(List<String> lines) {
        return lines.stream().flatMap(line -> Stream.of(line.split(" ")));
    }

    @Test
    void aVariableThatNoShellPassesOnIsFoundInTheEnvironmentTheShellWasStartedWith(@TempDir Path folder)
            throws Exception {
        Path environ = Files.writeString(
                folder.resolve("environ"),
                "PATH=/bin\0STORK-NAMESPACE=portworx\0A=b-c\0=x\0",
                StandardCharsets.ISO_8859_1);
        Map<String, String> all = new HashMap<>(Map.of("HOME", "/"));
        StartEnvironment.addKeptBack(environ, all);
        StartEnvironment.addKeptBack(folder.resolve("none"), all);
        assertThat(all).isEqualTo(Map.of("HOME", "/", "STORK-NAMESPACE", "portworx"));
    }
}
