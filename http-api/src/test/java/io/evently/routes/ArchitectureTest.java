package io.evently.routes;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.evently.event.Fact;
import io.evently.event.Rejection;
import io.evently.event.rules.Decider;
import io.evently.event.rules.Decision;
import io.evently.event.rules.ForgottenRules;

/** Nothing is decided in HTTP: routes ask the engine, and one class knows what its rejections are called. */
@AnalyzeClasses(packagesOf = ArchitectureTest.class, importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule routesDoNotLookAtWhyTheyWereRefused = noClasses()
            .that()
            .doNotBelongToAnyOf(Rejections.class)
            .should()
            .dependOnClassesThat(belongToAnyOf(Rejection.class));

    @ArchTest
    static final ArchRule routesDoNotDecide = noClasses()
            .should()
            .dependOnClassesThat(belongToAnyOf(Decider.class, ForgottenRules.class, Decision.class, Fact.class));
}
