package org.mpp4j.examples.paidapi;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.mpp4j.gate.Offer;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.tempo.FeePayer;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.TempoCharge;
import org.mpp4j.tempo.TempoChargeBuilder;
import org.mpp4j.tempo.TempoMode;
import org.mpp4j.tempo.TempoNetwork;
import org.mpp4j.tempo.TempoSplit;

/** Payment in stablecoins on Tempo, if {@code TEMPO_RPC_URL} is set. */
final class TempoSettings {

    /** The largest whole number that every JSON reader takes exactly. */
    private static final long LARGEST_CHAIN_ID = (1L << 53) - 1;

    private static final String SPLIT_PRICE = "0.02";

    private TempoSettings() {}

    static Optional<TempoCharge> from(Environment environment) {
        return builder(environment).map(charge -> Environment.named("TEMPO_...", charge::build));
    }

    /** The same, but this server pays the fees; if {@code TEMPO_FEE_PAYER_KEY} is set. */
    static Optional<TempoCharge> sponsored(Environment environment) {
        return environment
                .optional("TEMPO_FEE_PAYER_KEY")
                .map(key -> Environment.named("TEMPO_FEE_PAYER_KEY", () -> FeePayer.ofPrivateKey(key)))
                .flatMap(account -> builder(environment).map(charge -> charge.feePayer(account)))
                .map(charge -> Environment.named("TEMPO_...", charge::build));
    }

    private static Optional<TempoChargeBuilder> builder(Environment environment) {
        Optional<String> node = environment.optional("TEMPO_RPC_URL");
        if (node.isEmpty() && environment.optional("TEMPO_RECIPIENT").isEmpty()) {
            return Optional.empty();
        }
        Chain chain = chain(environment);
        TempoChargeBuilder charge = TempoCharge.builder()
                .chainId(chain.id())
                .rpcUrls(chain.nodes())
                .currency(chain.currency())
                .recipient(chain.recipient())
                .deadline(environment.duration("TEMPO_DEADLINE", "PT10S"));
        environment
                .optional("TEMPO_MODES")
                .ifPresent(text -> Environment.named("TEMPO_MODES", () -> charge.modes(TempoMode.parse(text))));
        return Optional.of(charge);
    }

    /** Where, in what, and to whom payments are made. */
    record Chain(long id, List<URI> nodes, TempoAddress currency, TempoAddress recipient) {}

    static Chain chain(Environment environment) {
        String what = "the URL of a Tempo node, such as https://rpc.moderato.tempo.xyz";
        long chainId = environment.number(
                "TEMPO_CHAIN_ID",
                environment.required("TEMPO_CHAIN_ID", "a number, such as 42431 for Moderato"),
                1,
                LARGEST_CHAIN_ID);
        return new Chain(
                chainId,
                environment.urls("TEMPO_RPC_URL", environment.required("TEMPO_RPC_URL", what), what),
                environment
                        .optional("TEMPO_CURRENCY")
                        .map(text -> address("TEMPO_CURRENCY", text))
                        .orElseGet(() -> defaultCurrency(chainId)),
                address(
                        "TEMPO_RECIPIENT",
                        environment.required("TEMPO_RECIPIENT", "the address that is paid, 0x and 40 hex digits")));
    }

    /**
     * What {@code GET /split} costs, and who gets a part of it: {@code TEMPO_SPLITS}, such as
     * {@code 0.005:0xPlatform,0.001:0xAffiliate:0xMemo}. Unless it is set the recipient gets that part, too.
     */
    static Offer split(TempoCharge charge, Environment environment) {
        String splits = environment
                .optional("TEMPO_SPLITS")
                .orElseGet(
                        () -> "0.005:" + environment.optional("TEMPO_RECIPIENT").orElseThrow());
        return Environment.named(
                "TEMPO_SPLITS",
                () -> Offer.of(
                                charge.withSplits(Arrays.stream(splits.split(","))
                                        .map(TempoSettings::parseSplit)
                                        .toArray(TempoSplit[]::new)),
                                SPLIT_PRICE)
                        .describedAs("One fortune, shared"));
    }

    private static TempoSplit parseSplit(String text) {
        String[] parts = text.strip().split(":", -1);
        if (parts.length != 2 && parts.length != 3) {
            throw new ConfigurationException(
                    "\"" + text + "\" is not an amount and an address, such as 0.005:0x90F7…, nor these and a memo");
        }
        TempoSplit split = TempoSplit.of(parts[0], TempoAddress.parse(parts[1]));
        return parts.length == 2 ? split : split.withMemo(parts[2]);
    }

    /** USDC.e on the main network; on any other chain pathUSD, which every Tempo chain has. */
    private static TempoAddress defaultCurrency(long chainId) {
        TempoNetwork network = chainId == TempoNetwork.MAINNET.chainId() ? TempoNetwork.MAINNET : TempoNetwork.MODERATO;
        return network.currency();
    }

    private static TempoAddress address(String name, String value) {
        return Environment.named(name, () -> TempoAddress.parse(value));
    }
}
