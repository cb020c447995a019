package org.storkee;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import jakarta.ejb.Timeout;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.microprofile.health.HealthCheck;

/** The house as CONTRIBUTING describes it: which package may use which, and who may write to the cluster. */
@AnalyzeClasses(packages = "org.storkee", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "org.storkee.";
    private static final Pattern WRITE =
            Pattern.compile("create|createOr.*|update.*|patch.*|edit.*|replace.*|delete|serverSideApply");

    @ArchTest
    static final ArchRule API_USES_NOTHING_OF_OURS = only("api");

    @ArchTest
    static final ArchRule CLUSTER_USES_API = only("cluster", "api");

    @ArchTest
    static final ArchRule STORAGE_USES_CLUSTER_AND_API = only("storage", "cluster", "api");

    @ArchTest
    static final ArchRule DRIVERS_USE_NO_FEATURE = only("drivers", "storage", "cluster", "api");

    @ArchTest
    static final ArchRule A_DRIVER_USES_NO_OTHER_DRIVER =
            slices().matching("org.storkee.drivers.(*)..").should().notDependOnEachOther();

    @ArchTest
    static final ArchRule SCHEDULING_USES_STORAGE_CLUSTER_AND_API = only("scheduling", "storage", "cluster", "api");

    @ArchTest
    static final ArchRule HEALTH_USES_STORAGE_CLUSTER_AND_API = only("health", "storage", "cluster", "api");

    @ArchTest
    static final ArchRule ADMISSION_USES_STORAGE_CLUSTER_AND_API = only("admission", "storage", "cluster", "api");

    @ArchTest
    static final ArchRule OPERATIONS_CALL_NO_FEATURE = only("operations", "storage", "cluster", "api");

    @ArchTest
    static final ArchRule NO_PACKAGE_FOR_THINGS_WITHOUT_A_HOME = noClasses()
            .should()
            .resideInAnyPackage("..util..", "..utils..", "..common..", "..impl..", "..manager..", "..helper..")
            .because("a class has a home by what it is for");

    @ArchTest
    static final ArchRule JAKARTA_NOT_JAVAX = noClasses()
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                    "javax.ejb..",
                    "javax.inject..",
                    "javax.enterprise..",
                    "javax.ws..",
                    "javax.json..",
                    "javax.servlet..",
                    "javax.persistence..",
                    "javax.annotation.."));

    @ArchTest
    static final ArchRule ONLY_ACTIONS_WRITE_TO_THE_CLUSTER = noClasses()
            .that()
            .haveSimpleNameNotEndingWith("Actions")
            .and()
            .doNotHaveSimpleName("EventRecorder")
            .should()
            .callMethodWhere(writes());

    /** The rule above rests on names of a library: this fails when they no longer mean anything. */
    @ArchTest
    static void writesAreRecognised(JavaClasses all) {
        for (String writer : List.of("SchedulingActions", "EventRecorder")) {
            ArchRule rule = noClasses().that().haveSimpleName(writer).should().callMethodWhere(writes());
            assertThat(rule.evaluate(all).hasViolation()).as(writer).isTrue();
        }
    }

    @ArchTest
    static final ArchRule RESOURCES_ARE_CALLED_RESOURCES =
            classes().that().areAnnotatedWith(Path.class).should().haveSimpleNameEndingWith("Resource");

    @ArchTest
    static final ArchRule NOBODY_CALLS_A_RESOURCE_OR_A_TIMER = noClasses()
            .that()
            .areNotAssignableTo(HealthCheck.class) // liveness looks whether the timer beats
            .should()
            .dependOnClassesThat(endingWith("Resource").or(endingWith("Timer")))
            .because("they are the edge: what others need lives behind them");

    @ArchTest
    static final ArchRule TIMERS_ARE_CALLED_TIMERS_AND_OPEN_NO_TRANSACTION = methods()
            .that()
            .areAnnotatedWith(Timeout.class)
            .should()
            .beDeclaredInClassesThat()
            .haveSimpleNameEndingWith("Timer")
            .andShould(openNoTransaction());

    @ArchTest
    static final ArchRule RULES_KNOW_NEITHER_CLIENT_NOR_CONTAINER_NOR_CLOCK = noClasses()
            .that()
            .haveSimpleNameEndingWith("Rules")
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                    "io.fabric8.kubernetes.client..", "jakarta..", "java.time..", "org.storkee.cluster.."));

    private static ArchRule only(String part, String... allowed) {
        String[] own = java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(part), java.util.stream.Stream.of(allowed))
                .map(p -> ROOT + p + "..")
                .toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage(ROOT + part + "..")
                .should()
                .dependOnClassesThat(resideInAPackage("org.storkee..").and(resideOutsideOfPackages(own)));
    }

    private static DescribedPredicate<JavaClass> endingWith(String suffix) {
        return resideInAPackage("org.storkee..")
                .and(DescribedPredicate.describe(
                        "called *" + suffix,
                        c -> c.getSimpleName().endsWith(suffix)
                                && !c.getSimpleName().equals(suffix)));
    }

    private static DescribedPredicate<JavaMethodCall> writes() {
        return DescribedPredicate.describe(
                "a client operation that writes",
                call -> WRITE.matcher(call.getTarget().getName()).matches()
                        && call.getTargetOwner().getPackageName().startsWith("io.fabric8.kubernetes.client.dsl"));
    }

    private static ArchCondition<JavaMethod> openNoTransaction() {
        return new ArchCondition<>("open no transaction") {
            @Override
            public void check(JavaMethod method, ConditionEvents events) {
                boolean none = method.getOwner()
                                .tryGetAnnotationOfType(TransactionAttribute.class)
                                .filter(a -> a.value() == TransactionAttributeType.NOT_SUPPORTED)
                                .isPresent()
                        || method.tryGetAnnotationOfType(TransactionAttribute.class)
                                .filter(a -> a.value() == TransactionAttributeType.NOT_SUPPORTED)
                                .isPresent();
                if (!none) {
                    events.add(SimpleConditionEvent.violated(method, method.getFullName() + " opens a transaction"));
                }
            }
        };
    }
}
