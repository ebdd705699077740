package org.mpp4j.lightning.internal.bolt11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mpp4j.lightning.internal.bolt11.InvoiceWriter.DESCRIPTION;
import static org.mpp4j.lightning.internal.bolt11.InvoiceWriter.EXPIRY;
import static org.mpp4j.lightning.internal.bolt11.InvoiceWriter.FINAL_CLTV;
import static org.mpp4j.lightning.internal.bolt11.InvoiceWriter.PAYMENT_HASH;
import static org.mpp4j.lightning.internal.bolt11.InvoiceWriter.PAYMENT_SECRET;

import java.math.BigInteger;
import java.util.HexFormat;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import net.jqwik.api.constraints.UniqueElements;

/** What another implementation makes of the same invoices. */
class InvoiceOracleTest {

    private static final BigInteger KEY = new BigInteger("8675309123456789");
    private static final String[] PREFIXES = {"lnbc", "lntb", "lnbcrt"};
    private static final String[] UNITS = {"", "m", "u", "n"};

    @Property(tries = 200)
    void generatedInvoicesMeanTheSame(
            @ForAll @IntRange(max = 2) int chain,
            @ForAll @IntRange(max = 3) int unit,
            @ForAll @LongRange(min = 1, max = 20_000) long amount,
            @ForAll @LongRange(min = 1_500_000_000, max = 2_000_000_000) long time,
            @ForAll @LongRange(min = 1, max = 10_000_000) long expiry,
            @ForAll long seed,
            @ForAll @StringLength(max = 40) String description)
            throws Exception {
        Random random = new Random(seed);
        byte[] hash = new byte[32];
        byte[] secret = new byte[32];
        random.nextBytes(hash);
        random.nextBytes(secret);
        BigInteger key = new BigInteger(200, random).add(BigInteger.ONE);
        String text = new InvoiceWriter(PREFIXES[chain] + amount + UNITS[unit], time)
                .bytes(PAYMENT_HASH, hash)
                .text(DESCRIPTION, new String(description.getBytes("UTF-8"), "UTF-8"))
                .number(EXPIRY, expiry)
                .number(FINAL_CLTV, 24)
                .bytes(PAYMENT_SECRET, secret)
                .usualFeatures()
                .sign(key);

        Invoice invoice = Invoice.decode(text);

        assertThat(invoice.payee()).isEqualTo(InvoiceWriter.publicKey(key));
        LdkOracle.assertSame(invoice, text);
    }

    /** Any few words changed, then signed anew: what we read has to be what LDK reads, or one of us refuses. */
    @Property(tries = 300)
    void signedInvoicesWithChangedWordsNeverMeanSomethingElse(
            @ForAll @Size(min = 1, max = 4) @UniqueElements java.util.List<@IntRange(max = 163) Integer> at,
            @ForAll long seed) {
        byte[] data = sound().data();
        Random random = new Random(seed);
        for (int position : at) {
            data[position % data.length] = (byte) random.nextInt(32);
        }
        assertNothingElseIsMeant(InvoiceWriter.sign("lnbcrt150n", data, KEY));
    }

    @Property(tries = 200)
    void invoicesWithAnyPrefixNeverMeanSomethingElse(
            @ForAll @net.jqwik.api.constraints.CharRange(from = '0', to = '9') @StringLength(max = 19) String amount,
            @ForAll @net.jqwik.api.constraints.Chars({'m', 'u', 'n', 'p', 'k', '0'}) char unit,
            @ForAll @IntRange(max = 2) int chain) {
        assertNothingElseIsMeant(InvoiceWriter.sign(PREFIXES[chain] + amount + unit, sound().data(), KEY));
    }

    @Property(tries = 200)
    void invoicesWithAnySignatureNeverMeanSomethingElse(@ForAll @Size(65) byte[] signature) {
        signature[64] &= 3;
        assertNothingElseIsMeant(InvoiceWriter.encode("lnbcrt150n", sound().data(), signature));
    }

    /** BOLT 11 leaves both to the node that pays. The random words above meet them once in thousands of tries. */
    @Example
    void whatOnlyThePayingNodeUnderstandsIsLeftToIt() {
        byte[] tooShort = {1};
        assertNothingElseIsMeant(sound().bytes(InvoiceWriter.ROUTE, tooShort).sign(KEY));
        for (int version = 0; version < 32; version++) {
            byte[] words = {(byte) version, 4, 4};
            assertNothingElseIsMeant(
                    sound().words(InvoiceWriter.FALLBACK, words).sign(KEY));
        }
    }

    private static InvoiceWriter sound() {
        return new InvoiceWriter("lnbcrt150n", 1_700_000_000)
                .bytes(PAYMENT_HASH, HexFormat.of().parseHex("42".repeat(32)))
                .text(DESCRIPTION, "a fortune")
                .number(EXPIRY, 360)
                .bytes(PAYMENT_SECRET, HexFormat.of().parseHex("17".repeat(32)))
                .usualFeatures();
    }

    private static void assertNothingElseIsMeant(String text) {
        Invoice ours;
        try {
            ours = Invoice.decode(text);
        } catch (InvalidInvoiceException refused) {
            return;
        }
        LdkOracle.assertSame(ours, text);
    }
}
