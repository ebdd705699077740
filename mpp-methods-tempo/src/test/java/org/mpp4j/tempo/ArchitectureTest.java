package org.mpp4j.tempo;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private final JavaClasses tempo = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.mpp4j.tempo");

    @Test
    void aRailSeesWhatRailsAreMadeOfAndNeverTheGate() {
        classes()
                .that()
                .resideInAPackage("org.mpp4j.tempo..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "org.mpp4j.tempo..",
                        "org.mpp4j.client",
                        "org.mpp4j.method",
                        "org.mpp4j.protocol",
                        "org.mpp4j.money",
                        "org.mpp4j.session",
                        "org.mpp4j.store",
                        "java..",
                        "org.bouncycastle..",
                        "org.web3j..",
                        "org.jspecify..")
                .check(tempo);
    }

    @Test
    void internalPackagesHaveNoCircles() {
        slices().matching("org.mpp4j.tempo.internal.(*)..")
                .should()
                .beFreeOfCycles()
                .check(tempo);
    }

    @Test
    void theApiShowsNoTypesOfOtherLibraries() {
        noClasses()
                .that()
                .resideInAPackage("org.mpp4j.tempo")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.bouncycastle..", "org.web3j..")
                .check(tempo);
    }
}
