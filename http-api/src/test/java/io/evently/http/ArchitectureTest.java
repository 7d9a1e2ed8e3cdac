package io.evently.http;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The rooms of HTTP: none needs another that needs it. */
@AnalyzeClasses(packages = "io.evently.http", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule roomsDependOneWay =
            slices().matching("io.evently.http.(*)..").should().beFreeOfCycles();
}
