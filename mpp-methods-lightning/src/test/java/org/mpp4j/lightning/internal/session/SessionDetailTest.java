package org.mpp4j.lightning.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.lightning.PaymentHash;
import org.mpp4j.session.SessionAccount;

class SessionDetailTest {

    private static final String BINDING = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
    private static final PaymentHash TOP_UP = new PaymentHash("c".repeat(64));

    private static SessionDetail read(String detail) {
        return SessionDetail.of(SessionAccount.open("lightning:regtest:1", BigInteger.ONE, detail, Instant.MAX));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", BINDING})
    void whatIsWrittenIsReadAgain(String binding) {
        SessionDetail opened = SessionDetail.opened("lnbcrt1return", "challenge", binding);

        SessionDetail read = read(opened.withTopUp(TOP_UP).seen(77).write());

        assertThat(read.seenUnits()).isEqualTo(77);
        assertThat(read.binding()).isEqualTo(binding);
        assertThat(read.returnInvoice()).isEqualTo("lnbcrt1return");
        assertThat(read.openedBy()).isEqualTo("challenge");
        assertThat(read.hasTopUp(TOP_UP)).isTrue();
        assertThat(read.maybeRefund()).isEmpty();
        assertThat(read.write()).isEqualTo(opened.withTopUp(TOP_UP).seen(77).write());
    }

    @Test
    void whatNobodyUsesInBetweenStaysAsItIs() {
        String written =
                SessionDetail.opened("lnbcrt1return", "challenge", BINDING).write();

        assertThat(read(written).seen(1).seen(0).write()).isEqualTo(written);
    }

    @Test
    void theFirstFormatIsRead() {
        SessionDetail read = read("{\"bound\":\"" + BINDING + "\",\"by\":\"challenge\",\"return\":\"lnbcrt1return\","
                + "\"seen\":12,\"topUps\":[\"" + TOP_UP + "\"],\"v\":1}");

        assertThat(read.seenUnits()).isEqualTo(12);
        assertThat(read.binding()).isEqualTo(BINDING);
        assertThat(read.returnInvoice()).isEqualTo("lnbcrt1return");
        assertThat(read.openedBy()).isEqualTo("challenge");
        assertThat(read.topUps()).containsExactly(TOP_UP.hex());
        assertThat(read(read.seen(13).write()).seenUnits()).isEqualTo(13);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2", "2 ", "2 1", "2 1 ", "3 1  {}", "nonsense"})
    void whatALaterVersionWroteOrNobodyIsNotGuessedAt(String detail) {
        assertThatThrownBy(() -> read(detail)).isInstanceOf(IllegalArgumentException.class);
    }
}
