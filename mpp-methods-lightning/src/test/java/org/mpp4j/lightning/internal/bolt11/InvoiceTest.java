package org.mpp4j.lightning.internal.bolt11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mpp4j.lightning.internal.bolt11.InvoiceWriter.DESCRIPTION;
import static org.mpp4j.lightning.internal.bolt11.InvoiceWriter.DESCRIPTION_HASH;
import static org.mpp4j.lightning.internal.bolt11.InvoiceWriter.EXPIRY;
import static org.mpp4j.lightning.internal.bolt11.InvoiceWriter.PAYEE;
import static org.mpp4j.lightning.internal.bolt11.InvoiceWriter.PAYMENT_HASH;
import static org.mpp4j.lightning.internal.bolt11.InvoiceWriter.PAYMENT_SECRET;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.lightning.PaymentHash;

class InvoiceTest {

    private static final BigInteger KEY = BigInteger.valueOf(1234567);
    private static final byte[] HASH =
            HexFormat.of().parseHex("0001020304050607080900010203040506070809000102030405060708090102");
    private static final byte[] SECRET = HexFormat.of().parseHex("11".repeat(32));
    private static final long TIME = 1_496_314_658;

    /** An example of BOLT 11. */
    private static final String COFFEE =
            "lnbc2500u1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5qqqsyqcyq5rqwzqfqqqsyqcy"
                    + "q5rqwzqfqqqsyqcyq5rqwzqfqypqdq5xysxxatsyp3k7enxv4jsxqzpu9qrsgquk0rl77nj30yxdy8j9vdx85fkpmdla2087ne0xh8nhedh8w27kyke0lp"
                    + "53ut353s06fv3qfegext0eh0ymjpf39tuven09sam30g4vgpfna3rh";

    private static InvoiceWriter writer(String prefix) {
        return new InvoiceWriter(prefix, TIME)
                .bytes(PAYMENT_SECRET, SECRET)
                .bytes(PAYMENT_HASH, HASH)
                .text(DESCRIPTION, "a fortune");
    }

    @Test
    void theExampleOfTheSpecificationIsRead() throws Exception {
        Invoice invoice = Invoice.decode(COFFEE);

        assertThat(invoice.currency()).isEqualTo("bc");
        assertThat(invoice.amount()).hasValue(250_000_000);
        assertThat(invoice.paymentHash()).isEqualTo(PaymentHash.of(HASH));
        assertThat(invoice.timestamp()).isEqualTo(Instant.ofEpochSecond(TIME));
        assertThat(invoice.expiry()).isEqualTo(Duration.ofMinutes(1));
        assertThat(invoice.expiresAt()).isEqualTo(Instant.ofEpochSecond(TIME + 60));
        assertThat(invoice.description()).hasValue("1 cup coffee");
        assertThat(invoice.payee()).isEqualTo("03e7156ae33b0a208d0744199163177e909e80176e55d97a2f221ede0f934dd9ad");
        assertThat(Invoice.decode(COFFEE.toUpperCase(Locale.ROOT))).isEqualTo(invoice);
        assertThat(invoice.toString()).isEqualTo("Invoice[" + invoice.paymentHash() + "]");
    }

    @ParameterizedTest
    @CsvSource({
        "lnbc1, 100000000000",
        "lnbc25m, 2500000000",
        "lnbc2500u, 250000000",
        "lnbc1n, 100",
        "lnbc10p, 1",
        "lnbcrt20n, 2000",
        "lntbs9678785340p, 967878534",
        "lnbc21000000, 2100000000000000000",
        "lnbc10010p, 1001"
    })
    void theAmountIsExactToTheMillisatoshi(String prefix, long millisatoshi) throws Exception {
        assertThat(Invoice.decode(writer(prefix).sign(KEY)).amount()).hasValue(millisatoshi);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lnbc1p",
                "lnbc11p",
                "lnbc0",
                "lnbc01u",
                "lnbc21000001",
                "lnbc999999999999999999",
                "lnbc1k",
                "lnbc1.5u",
                "lnbcu",
                "lnltc1u",
                "ln1u",
                "xnbc1u",
                "lnbc9999999999999999999u"
            })
    void anAmountThatIsNoneIsRefused(String prefix) {
        assertThatThrownBy(() -> Invoice.decode(writer(prefix).sign(KEY))).isInstanceOf(InvalidInvoiceException.class);
    }

    @Test
    void withoutAnAmountThePayerDecides() throws Exception {
        assertThat(Invoice.decode(writer("lnbc").sign(KEY)).amount()).isEmpty();
    }

    @Test
    void withoutAnExpiryItIsAnHour() throws Exception {
        assertThat(Invoice.decode(writer("lnbc1u").sign(KEY)).expiry()).isEqualTo(Duration.ofHours(1));
        assertThat(Invoice.decode(writer("lnbc1u").number(EXPIRY, 86_400).sign(KEY))
                        .expiry())
                .isEqualTo(Duration.ofDays(1));
        assertThat(Invoice.decode(
                                writer("lnbc1u").number(EXPIRY, (1L << 58) + 1).sign(KEY))
                        .expiresAt())
                .isAfter(Instant.parse("2100-01-01T00:00:00Z"));
    }

    @Test
    void theOneWhoSignedIsPaid() throws Exception {
        byte[] own = HexFormat.of().parseHex(InvoiceWriter.publicKey(KEY));

        assertThat(Invoice.decode(writer("lnbc1u").bytes(PAYEE, own).sign(KEY)).payee())
                .isEqualTo(InvoiceWriter.publicKey(KEY));
        assertThatThrownBy(
                        () -> Invoice.decode(writer("lnbc1u").bytes(PAYEE, own).sign(KEY.add(BigInteger.ONE))))
                .hasMessage("The invoice is signed by another node than it names");
    }

    @Test
    void anyChangedCharacterIsNoticed() {
        for (int i = 0; i < COFFEE.length(); i++) {
            String changed = COFFEE.substring(0, i) + (COFFEE.charAt(i) == 'q' ? 'p' : 'q') + COFFEE.substring(i + 1);
            assertThatThrownBy(() -> Invoice.decode(changed)).isInstanceOf(InvalidInvoiceException.class);
        }
    }

    @Test
    void anAmountThatWasNotSignedMakesAnotherNodeTheSigner() throws Exception {
        String text = writer("lnbc1u").sign(KEY);
        byte[] words = Bech32.decode(text, 4096).words();
        String cheaper = InvoiceWriter.encode("lnbc1n", words);

        try {
            assertThat(Invoice.decode(cheaper).payee()).isNotEqualTo(InvoiceWriter.publicKey(KEY));
        } catch (InvalidInvoiceException noKeyAtAll) {
            assertThat(noKeyAtAll).hasMessage("The invoice has an invalid signature");
        }
    }

    @Test
    void whatAnInvoiceHasToHaveHasToBeThereOnce() {
        assertRefused(
                new InvoiceWriter("lnbc1u", TIME).bytes(PAYMENT_SECRET, SECRET).text(DESCRIPTION, "x"),
                "The invoice has no payment hash");
        assertRefused(
                new InvoiceWriter("lnbc1u", TIME).bytes(PAYMENT_HASH, HASH).text(DESCRIPTION, "x"),
                "The invoice has no payment secret");
        assertRefused(
                new InvoiceWriter("lnbc1u", TIME).bytes(PAYMENT_HASH, HASH).bytes(PAYMENT_SECRET, SECRET),
                "The invoice has to have either a description or the hash of one");
        assertRefused(
                writer("lnbc1u").bytes(DESCRIPTION_HASH, HASH),
                "The invoice has to have either a description or the hash of one");
        assertRefused(writer("lnbc1u").bytes(PAYMENT_HASH, SECRET), "The invoice has a field twice");
        assertRefused(
                new InvoiceWriter("lnbc1u", TIME)
                        .bytes(PAYMENT_SECRET, SECRET)
                        .bytes(PAYMENT_HASH, HASH)
                        .bytes(DESCRIPTION, new byte[] {(byte) 0xff}),
                "The invoice has a description that isn't UTF-8");
    }

    @Test
    void aKnownFieldOfAnotherLengthIsSkipped() throws Exception {
        InvoiceWriter writer = new InvoiceWriter("lnbc1u", TIME)
                .words(PAYMENT_HASH, new byte[51])
                .bytes(PAYMENT_SECRET, SECRET)
                .bytes(PAYMENT_HASH, HASH)
                .bytes(DESCRIPTION_HASH, SECRET);

        Invoice invoice = Invoice.decode(writer.sign(KEY));

        assertThat(invoice.paymentHash()).isEqualTo(PaymentHash.of(HASH));
        assertThat(invoice.descriptionHash()).hasValue("11".repeat(32));
    }

    @Test
    void aFieldThatGoesOnBehindTheEndIsRefused() {
        byte[] data = writer("lnbc1u").data();
        data[8] = 31;

        assertThatThrownBy(() -> Invoice.decode(InvoiceWriter.sign("lnbc1u", data, KEY)))
                .hasMessage("The invoice ends in the middle of a field");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "lnbc1",
                "lnbc1qqqqqq",
                "lnbc2500u1pvjluezbb",
                "lnbc2500u1pvjluezQQ",
                "lnbc1\u0130qqqqqqqqqq",
                "lnbc 1qqqqqqqqq",
                "lightning:lnbc1qqqqqq"
            })
    void whatIsNoInvoiceIsRefused(String text) {
        assertThatThrownBy(() -> Invoice.decode(text)).isInstanceOf(InvalidInvoiceException.class);
    }

    @Test
    void whatIsTooLongIsRefusedAtOnce() {
        assertThatThrownBy(() -> Invoice.decode("lnbc1" + "q".repeat(5000)))
                .hasMessage("The invoice is longer than 4096 characters");
    }

    private static void assertRefused(InvoiceWriter writer, String message) {
        assertThatThrownBy(() -> Invoice.decode(writer.sign(KEY)))
                .isInstanceOf(InvalidInvoiceException.class)
                .hasMessage(message);
    }
}
