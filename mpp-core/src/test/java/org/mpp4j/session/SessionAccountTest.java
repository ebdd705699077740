package org.mpp4j.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.mpp4j.session.SessionAccount.Status;
import org.mpp4j.store.SessionRecord;

class SessionAccountTest {

    private static SessionAccount read(String text) {
        return SessionAccount.read(new SessionRecord("test:1", 1, text, Instant.MAX));
    }

    @Property
    void whatIsWrittenIsReadAgain(
            @ForAll Status status,
            @ForAll @LongRange(min = 0) long authorized,
            @ForAll @LongRange(min = 0) long units,
            @ForAll String detail) {
        BigInteger large = BigInteger.valueOf(authorized).shiftLeft(33);
        SessionAccount account =
                new SessionAccount("test:1", status, large, large.shiftRight(1), units, detail, Instant.MAX);

        assertThat(read(account.write())).isEqualTo(account);
    }

    @Test
    void theFirstFormatIsReadForEver() {
        assertThat(read("1Orr rq 2a the rail's own text"))
                .isEqualTo(new SessionAccount(
                        "test:1",
                        Status.OPEN,
                        BigInteger.valueOf(999),
                        BigInteger.valueOf(998),
                        82,
                        "the rail's own text",
                        Instant.MAX));
    }

    @Test
    void whatCantBeReadIsNoSession() {
        for (String text :
                new String[] {"", "1", "2O1 1 1 x", "1O1", "1O1 1", "1O1 1 1", "1Q1 1 1 x", "1O1 2 1 x", "1O1 ! 1 x"}) {
            assertThatThrownBy(() -> read(text)).as(text).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void moreThanIsAuthorizedIsNeverSpent() {
        SessionAccount account = SessionAccount.open("test:1", BigInteger.TEN, "", Instant.MAX);

        assertThatThrownBy(() -> account.spend(BigInteger.valueOf(11), 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> account.authorize(BigInteger.ONE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> account.giveBack(BigInteger.ONE, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
