package org.mpp4j.examples.paidapi;

import java.util.Optional;
import org.mpp4j.tempo.FeePayer;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.TempoCharge;
import org.mpp4j.tempo.TempoChargeBuilder;
import org.mpp4j.tempo.TempoNetwork;

/** Payment in stablecoins on Tempo, if {@code TEMPO_RPC_URL} is set. */
final class TempoSettings {

    /** The largest whole number that every JSON reader takes exactly. */
    private static final long LARGEST_CHAIN_ID = (1L << 53) - 1;

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
        String what = "the URL of a Tempo node, such as https://rpc.moderato.tempo.xyz";
        long chainId = environment.number(
                "TEMPO_CHAIN_ID",
                environment.required("TEMPO_CHAIN_ID", "a number, such as 42431 for Moderato"),
                1,
                LARGEST_CHAIN_ID);
        TempoChargeBuilder charge = TempoCharge.builder()
                .chainId(chainId)
                .rpcUrls(environment.urls("TEMPO_RPC_URL", environment.required("TEMPO_RPC_URL", what), what))
                .currency(environment
                        .optional("TEMPO_CURRENCY")
                        .map(text -> address("TEMPO_CURRENCY", text))
                        .orElseGet(() -> defaultCurrency(chainId)))
                .recipient(address(
                        "TEMPO_RECIPIENT",
                        environment.required("TEMPO_RECIPIENT", "the address that is paid, 0x and 40 hex digits")))
                .deadline(environment.duration("TEMPO_DEADLINE", "PT10S"));
        return Optional.of(charge);
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
