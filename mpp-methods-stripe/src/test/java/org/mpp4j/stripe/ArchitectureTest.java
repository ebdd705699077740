package org.mpp4j.stripe;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private final JavaClasses stripe = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.mpp4j.stripe");

    @Test
    void aRailSeesWhatRailsAreMadeOfAndNeverTheGate() {
        classes()
                .that()
                .resideInAPackage("org.mpp4j.stripe..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "org.mpp4j.stripe..",
                        "org.mpp4j.client",
                        "org.mpp4j.method",
                        "org.mpp4j.protocol",
                        "org.mpp4j.money",
                        "org.mpp4j.store",
                        "java..",
                        "javax.net.ssl",
                        "com.stripe..",
                        "org.jspecify..")
                .check(stripe);
    }

    @Test
    void internalPackagesHaveNoCircles() {
        slices().matching("org.mpp4j.stripe.internal.(*)..")
                .should()
                .beFreeOfCycles()
                .check(stripe);
    }

    @Test
    void onlyWhatAsksStripeKnowsItsLibrary() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.mpp4j.stripe.internal.api")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.stripe..")
                .check(stripe);
    }
}
