package org.mpp4j.servlet;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The servlet module sees the gate and what is below, and never names a rail. */
class LayeringTest {

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.mpp4j.servlet");

    @Test
    void dependsOnTheGateAndWhatIsBelowOnly() {
        assertThat(MAIN).isNotEmpty();
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "jakarta.servlet..",
                        "org.jspecify.annotations",
                        "org.apache.commons.fileupload2.core",
                        "org.mpp4j.servlet",
                        "org.mpp4j.gate",
                        "org.mpp4j.method",
                        "org.mpp4j.money",
                        "org.mpp4j.session",
                        "org.mpp4j.protocol",
                        "org.mpp4j.keys",
                        "org.mpp4j.store",
                        "org.mpp4j.event")
                .check(MAIN);
    }

    @Test
    void onlyOneClassKnowsTheMultipartLibrary() {
        noClasses()
                .that()
                .haveNameNotMatching("org\\.mpp4j\\.servlet\\.MultipartBody(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.commons..")
                .check(MAIN);
    }

    /** Examples in Javadoc may name rails; code may not. */
    @Test
    void namesNoRail() throws IOException {
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            for (Path source :
                    sources.filter(path -> path.toString().endsWith(".java")).toList()) {
                String code = Files.readString(source, StandardCharsets.UTF_8)
                        .replaceAll("(?s)/\\*.*?\\*/", "")
                        .toLowerCase(Locale.ROOT);
                for (String rail : List.of("tempo", "stripe", "lightning", "sandbox")) {
                    assertThat(code).as(source.toString()).doesNotContain(rail);
                }
            }
        }
    }
}
