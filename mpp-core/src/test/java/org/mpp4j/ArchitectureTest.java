package org.mpp4j;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The packages of mpp-core see only what stands below them. */
class ArchitectureTest {

    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(
                    location -> !location.contains("org/mpp4j/fuzz")) // what fuzzes mpp-core, in a module of its own
            .importPackages("org.mpp4j");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gate          | method session keys event protocol money store internal.http internal.json",
                "method        | session protocol money",
                "session       | protocol store",
                "keys          | protocol internal.http",
                "event         | protocol",
                "protocol      | money internal internal.http internal.json",
                "money         | ''",
                "store         | ''",
                "internal.http | internal",
                "internal.json | internal",
                "internal      | ''"
            })
    void aPackageSeesOnlyWhatStandsBelowIt(String upper, String below) {
        List<String> allowed = new ArrayList<>(List.of("org.mpp4j." + upper));
        for (String name : below.split(" ")) {
            allowed.add("org.mpp4j." + name);
        }

        classes()
                .that()
                .resideInAPackage("org.mpp4j." + upper)
                .should()
                .onlyDependOnClassesThat(new DescribedPredicate<>("stand below " + upper) {
                    @Override
                    public boolean test(JavaClass seen) {
                        return !seen.getPackageName().startsWith("org.mpp4j")
                                || allowed.contains(seen.getPackageName());
                    }
                })
                .check(CORE);
    }

    @Test
    void theTableNamesEveryPackage() {
        assertThat(CORE.stream().map(JavaClass::getPackageName).distinct())
                .containsExactlyInAnyOrder(
                        "org.mpp4j.gate",
                        "org.mpp4j.method",
                        "org.mpp4j.session",
                        "org.mpp4j.keys",
                        "org.mpp4j.event",
                        "org.mpp4j.protocol",
                        "org.mpp4j.money",
                        "org.mpp4j.store",
                        "org.mpp4j.internal",
                        "org.mpp4j.internal.http",
                        "org.mpp4j.internal.json");
    }

    @Test
    void noTwoPackagesSeeEachOther() {
        slices().matching("org.mpp4j.(**)").should().beFreeOfCycles().check(CORE);
    }

    @Test
    void jsonLibrariesAreSeenByTheJsonReaderAndWriterOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.mpp4j.internal.json")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.fasterxml..", "org.erdtman..")
                .check(CORE);
    }

    @Test
    void noPublicSignatureNamesAnInternalOrForeignType() {
        classes()
                .that()
                .arePublic()
                .and()
                .resideOutsideOfPackage("org.mpp4j.internal..")
                .should(nameNothingForeignInTheirSignatures())
                .check(CORE);
    }

    private static ArchCondition<JavaClass> nameNothingForeignInTheirSignatures() {
        return new ArchCondition<>("name only types of Java and of the API") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (JavaMember member : type.getMembers()) {
                    if (!member.getModifiers().contains(JavaModifier.PUBLIC)) {
                        continue;
                    }
                    for (JavaClass named : namedBy(member)) {
                        if (isForeign(named)) {
                            events.add(SimpleConditionEvent.violated(
                                    member, member.getFullName() + " names " + named.getName()));
                        }
                    }
                }
            }
        };
    }

    private static List<JavaClass> namedBy(JavaMember member) {
        List<JavaClass> named = new ArrayList<>();
        if (member instanceof JavaField field) {
            named.addAll(field.getType().getAllInvolvedRawTypes());
        } else if (member instanceof JavaCodeUnit code) {
            named.addAll(code.getReturnType().getAllInvolvedRawTypes());
            code.getParameterTypes().forEach(parameter -> named.addAll(parameter.getAllInvolvedRawTypes()));
            code.getExceptionTypes().forEach(named::add);
        }
        return named;
    }

    private static boolean isForeign(JavaClass named) {
        String name = named.getPackageName();
        return name.startsWith("org.mpp4j.internal")
                || !name.isEmpty() && !name.startsWith("java.") && !name.startsWith("org.mpp4j.");
    }

    @Test
    void nobodyUsesFloatingPointInMoneyOrPrintsToTheConsole() {
        noClasses()
                .that()
                .resideInAPackage("org.mpp4j.money")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(Double.class, Float.class)
                .check(CORE);
        noClasses()
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(CORE);
    }

    /** Examples in Javadoc may name rails; code may not. */
    @Test
    void namesNoRail() throws IOException {
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            for (Path source :
                    sources.filter(path -> path.toString().endsWith(".java")).toList()) {
                String code = Files.readString(source)
                        .replaceAll("(?s)/\\*.*?\\*/", "")
                        .toLowerCase(Locale.ROOT);
                for (String rail : List.of("tempo", "stripe", "lightning", "sandbox")) {
                    assertThat(code).as(source.toString()).doesNotContain(rail);
                }
            }
        }
    }
}
