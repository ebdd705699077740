package org.mpp4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Collectors;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

/** A contract test that ran inside a test: which of its test methods failed. */
record ContractRun(Set<String> failed) {

    static ContractRun of(Class<?> contract) {
        Events tests = EngineTestKit.engine("junit-jupiter")
                .selectors(DiscoverySelectors.selectClass(contract))
                .execute()
                .testEvents();
        assertThat(tests.started().count()).as("tests that ran").isGreaterThan(10);
        return new ContractRun(
                tests.failed().stream().map(ContractRun::methodName).collect(Collectors.toUnmodifiableSet()));
    }

    private static String methodName(Event event) {
        return event.getTestDescriptor()
                .getSource()
                .map(source -> ((MethodSource) source).getMethodName())
                .orElseThrow();
    }
}
