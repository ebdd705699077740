package org.mpp4j.lightning.internal.bolt11;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import org.ldk.enums.Currency;
import org.ldk.structs.Option_u64Z;
import org.ldk.structs.ParseOrSemanticError;
import org.ldk.structs.Result_InvoiceParseOrSemanticErrorZ;
import org.ldk.structs.Result_InvoiceParseOrSemanticErrorZ.Result_InvoiceParseOrSemanticErrorZ_Err;
import org.ldk.structs.Result_InvoiceParseOrSemanticErrorZ.Result_InvoiceParseOrSemanticErrorZ_OK;
import org.mpp4j.lightning.ldk.LdkLibrary;

/** What another implementation makes of an invoice. */
final class LdkOracle {

    /** Why LDK refuses routing hints and fallback addresses, which only the node that pays has to understand. */
    private static final Set<String> OF_THE_WAY = Set.of(
            "UnexpectedEndOfTaggedFields",
            "InvalidSegWitProgramLength",
            "InvalidPubKeyHashLength",
            "InvalidScriptHashLength",
            "MalformedSignature");

    static {
        LdkLibrary.load();
    }

    private LdkOracle() {}

    /** LDK reads it alike, or refuses it for what this decoder leaves to the node that pays. */
    static void assertSame(Invoice ours, String text) {
        Result_InvoiceParseOrSemanticErrorZ result = org.ldk.structs.Invoice.from_str(text);
        if (result instanceof Result_InvoiceParseOrSemanticErrorZ_Err refused) {
            if (!(tellsTheWay(text) && OF_THE_WAY.contains(reason(refused)))) {
                assertThat(reason(refused)).isIn("InvalidFeatures", "PaddingError");
            }
            return;
        }
        assertSame(ours, ((Result_InvoiceParseOrSemanticErrorZ_OK) result).res);
    }

    /** LDK reads it alike, or refuses it for whatever reason. */
    static void assertSameWhereLdkReadsIt(Invoice ours, String text) {
        if (org.ldk.structs.Invoice.from_str(text) instanceof Result_InvoiceParseOrSemanticErrorZ_OK read) {
            assertSame(ours, read.res);
        }
    }

    private static void assertSame(Invoice ours, org.ldk.structs.Invoice theirs) {
        assertThat(ours.paymentHash().bytes()).isEqualTo(theirs.payment_hash());
        assertThat(ours.timestamp().getEpochSecond()).isEqualTo(theirs.duration_since_epoch());
        assertThat(ours.expiry().toSeconds()).isEqualTo(theirs.expiry_time());
        assertThat(ours.payee()).isEqualTo(HexFormat.of().formatHex(theirs.recover_payee_pub_key()));
        assertThat(ours.currency()).isEqualTo(prefix(theirs.currency()));
        if (theirs.amount_milli_satoshis() instanceof Option_u64Z.Some amount) {
            assertThat(ours.amount()).hasValue(amount.some);
        } else {
            assertThat(ours.amount()).isEmpty();
        }
    }

    private static boolean tellsTheWay(String text) {
        try {
            byte[] words = Bech32.decode(text, text.length()).words();
            Words fields = new Words(Arrays.copyOf(words, words.length - InvoiceSignature.BYTES * 8 / 5));
            fields.take(7);
            while (fields.left() > 0) {
                int type = (int) fields.number(1);
                if (type == InvoiceWriter.ROUTE || type == InvoiceWriter.FALLBACK) {
                    return true;
                }
                fields.take((int) fields.number(2));
            }
            return false;
        } catch (InvalidInvoiceException impossible) {
            throw new AssertionError("It was read before", impossible);
        }
    }

    private static String reason(Result_InvoiceParseOrSemanticErrorZ_Err refused) {
        return refused.err instanceof ParseOrSemanticError.SemanticError semantic
                ? semantic.semantic_error.name().replace("LDKSemanticError_", "")
                : ((ParseOrSemanticError.ParseError) refused.err)
                        .parse_error
                        .getClass()
                        .getSimpleName();
    }

    private static String prefix(Currency currency) {
        return switch (currency) {
            case LDKCurrency_Bitcoin -> "bc";
            case LDKCurrency_BitcoinTestnet -> "tb";
            case LDKCurrency_Regtest -> "bcrt";
            default -> currency.name();
        };
    }
}
