package org.mpp4j.interop;

import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Opens {@link Marketplaces}, or the usual one of them, for the tests that want them, and says which tests are left out where it can't be opened. */
final class MarketplaceExtension implements ExecutionCondition, ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(MarketplaceExtension.class);

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Optional<?> missing = context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent("missing", key -> findMissing(), Optional.class);
        return missing.isPresent()
                ? ConditionEvaluationResult.disabled(missing.get().toString())
                : ConditionEvaluationResult.enabled("everything is there");
    }

    private static Optional<String> findMissing() {
        Optional<String> missing = NodeModules.missing();
        missing.ifPresent(what ->
                System.out.println("The tests against mppx and a Tempo node are left out, because " + what + "."));
        return missing;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == Marketplace.class || type == Marketplaces.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Marketplaces markets = chainId -> open(context, chainId);
        return parameter.getParameter().getType() == Marketplaces.class ? markets : markets.on(Marketplace.MODERATO);
    }

    private static Marketplace open(ExtensionContext context, long chainId) {
        // They are in the store of the whole run, which closes them at the end.
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(chainId, Marketplace::open, Marketplace.class);
    }
}
