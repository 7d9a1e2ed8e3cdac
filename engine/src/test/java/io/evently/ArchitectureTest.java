package io.evently;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.evently.crypto.BlindIndex;
import io.evently.crypto.Ciphertext;
import io.evently.event.Labelled;
import io.evently.event.Origin;
import io.evently.event.rules.Decider;
import io.evently.journal.Numbered;
import io.evently.record.Kind;
import io.evently.user.Account;
import io.evently.user.AddressProof;
import io.evently.user.ClaimCommand;
import io.evently.user.ClaimDecider;
import io.evently.user.ClaimDecision;
import io.evently.user.ClaimFact;
import io.evently.user.EmailClaim;
import io.evently.user.Forgotten;
import io.evently.user.Role;
import io.evently.user.User;
import io.evently.user.UserCommand;
import io.evently.user.UserDecider;
import io.evently.user.UserDecision;
import io.evently.user.UserFact;
import io.evently.user.UserRejection;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;

/** Imports run one way: http-api, then engine, then persistence-schema; and what decides knows no framework. */
@AnalyzeClasses(packagesOf = ArchitectureTest.class, importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String[] PERSISTENCE_SCHEMA = {
        "io.evently.database..", "io.evently.search..", "io.evently.sql..", "io.evently.tables.."
    };

    /** Pure: what decides about events, and what they consist of; not their actors, and not their records. */
    private static final String[] RULES_OF_EVENTS = {
        "io.evently.event", "io.evently.event.state", "io.evently.event.rules"
    };

    @ArchTest
    static final ArchRule theRulesOfAnEventArePlainJava = classes()
            .that()
            .resideInAnyPackage(RULES_OF_EVENTS)
            .should()
            .onlyDependOnClassesThat(
                    describe("are plain Java, or numbers of records", type -> resideInAnyPackage("java..")
                            .or(resideInAnyPackage(RULES_OF_EVENTS))
                            .or(belongToAnyOf(Kind.class))
                            .test(type.getBaseComponentType())));

    @ArchTest
    static final ArchRule noRuleOfAnEventKnowsTheDecider = noClasses()
            .that()
            .resideInAPackage("io.evently.event.rules")
            .and()
            .haveSimpleNameEndingWith("Rules")
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(Decider.class);

    /** What decides about users and addresses, among the actors that ask it. */
    private static final DescribedPredicate<JavaClass> RULES_OF_USERS = belongToAnyOf(
                    UserDecider.class, User.class, UserCommand.class, UserDecision.class, UserFact.class)
            .or(belongToAnyOf(ClaimDecider.class, EmailClaim.class, ClaimCommand.class, ClaimDecision.class))
            .or(belongToAnyOf(ClaimFact.class, UserRejection.class))
            .or(belongToAnyOf(Account.class, AddressProof.class, Forgotten.class, Role.class))
            .as("what decides about users");

    @ArchTest
    static final ArchRule theRulesOfUsersArePlainJava = classes()
            .that(RULES_OF_USERS)
            .should()
            .onlyDependOnClassesThat(describe("are plain Java, or what they decide about", type -> resideInAPackage(
                            "java..")
                    .or(RULES_OF_USERS)
                    .or(belongToAnyOf(Ciphertext.class, BlindIndex.class, Labelled.class, Numbered.class, Kind.class))
                    .or(belongToAnyOf(Origin.class))
                    .test(type.getBaseComponentType())));

    /** Time and ids come in with the command: the same input gives the same answer. */
    @ArchTest
    static final ArchRule theRulesReadNoClockAndThrowNoDice = noClasses()
            .that(resideInAnyPackage(RULES_OF_EVENTS).or(RULES_OF_USERS))
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
            .resideInAnyPackage("io.evently.http..", "io.evently.routes..", "org.apache.pekko.http..");

    @ArchTest
    static final ArchRule theSchemaDoesNotKnowTheEngine = noClasses()
            .that()
            .resideInAnyPackage(PERSISTENCE_SCHEMA)
            .should()
            .dependOnClassesThat(resideInAPackage("io.evently..").and(not(resideInAnyPackage(PERSISTENCE_SCHEMA))));

    @ArchTest
    static final ArchRule packagesDependOneWay =
            slices().matching("io.evently.(**)").should().beFreeOfCycles();
}
