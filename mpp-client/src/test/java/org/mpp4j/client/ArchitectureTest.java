package org.mpp4j.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    @Test
    void aClientSeesTheProtocolAndMoneyAndNothingOfServers() {
        JavaClasses client = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("org.mpp4j.client");

        classes()
                .that()
                .resideInAPackage("org.mpp4j.client")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "org.mpp4j.client",
                        "org.mpp4j.protocol",
                        "org.mpp4j.money",
                        "java..",
                        "javax.net.ssl",
                        "org.jspecify..")
                .check(client);
    }
}
