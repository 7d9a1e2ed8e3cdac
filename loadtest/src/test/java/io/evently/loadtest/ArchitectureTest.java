package io.evently.loadtest;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.evently.loadtest", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final DescribedPredicate<JavaClass> THE_SERVERS_OWN = JavaClass.Predicates.resideInAPackage(
                    "io.evently..")
            .and(DescribedPredicate.not(JavaClass.Predicates.resideInAPackage("io.evently.loadtest..")))
            .as("the server's own classes");

    /** What judges the server must not share its code: a defect would be on both sides, and cancel out. */
    @ArchTest
    static final ArchRule THE_LOAD_TEST_KNOWS_THE_SERVER_ONLY_BY_HTTP_AND_TABLES =
            noClasses().should().dependOnClassesThat(THE_SERVERS_OWN);

    /** One of everything: whoever asks, records, or judges, does not know the scenarios that use it. */
    @ArchTest
    static final ArchRule PACKAGES_DEPEND_ONE_WAY =
            slices().matching("io.evently.loadtest.(**)").should().beFreeOfCycles();
}
