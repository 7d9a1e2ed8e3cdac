package io.evently;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;

/** Imports run one way: http-api, then engine, then persistence-schema; and what decides knows no framework. */
@AnalyzeClasses(packagesOf = ArchitectureTest.class, importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String[] PERSISTENCE_SCHEMA = {
        "io.evently.database..", "io.evently.search..", "io.evently.tables.."
    };

    @ArchTest
    static final ArchRule theRulesOfAnEventArePlainJava = classes()
            .that()
            .resideInAPackage("io.evently.event..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "io.evently.event..");

    /** Time and ids come in with the command: the same input gives the same answer. */
    @ArchTest
    static final ArchRule theRulesOfAnEventReadNoClockAndThrowNoDice = noClasses()
            .that()
            .resideInAPackage("io.evently.event..")
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(UUID.class, "randomUUID")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Clock.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Random.class);

    @ArchTest
    static final ArchRule theEngineAndTheSchemaDoNotKnowHttp = noClasses()
            .that()
            .resideInAPackage("io.evently..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.evently.http..", "io.evently.api..", "org.apache.pekko.http..");

    @ArchTest
    static final ArchRule theSchemaDoesNotKnowTheEngine = noClasses()
            .that()
            .resideInAnyPackage(PERSISTENCE_SCHEMA)
            .should()
            .dependOnClassesThat(resideInAPackage("io.evently..").and(not(resideInAnyPackage(PERSISTENCE_SCHEMA))));
}
