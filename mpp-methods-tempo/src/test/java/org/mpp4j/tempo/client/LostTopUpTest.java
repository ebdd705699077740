package org.mpp4j.tempo.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.mpp4j.protocol.Credential;
import org.mpp4j.tempo.Charges;

/** More was put into a channel, or wasn't: nobody has said. */
class LostTopUpTest extends SessionTest {

    private void loseATopUp(TempoSessionClient client) throws Exception {
        for (int i = 0; i < 5; i++) {
            get(client);
        }
        seller.dropsTopUps = true;
        assertThatThrownBy(() -> get(client)).isInstanceOf(IOException.class);
        assertThat(deposited(client)).isEqualTo(10_000);
    }

    @Test
    void aTopUpWithoutAnAnswerIsRepeatedWithTheSameTransaction() throws Exception {
        TempoSessionClient client = client().build();
        loseATopUp(client);
        assertThatThrownBy(() -> get(client)).isInstanceOf(IOException.class);
        seller.dropsTopUps = false;

        assertThat(get(client).statusCode()).isEqualTo(200);

        assertThat(seller.credentials().stream()
                        .map(Credential::payload)
                        .filter(it -> it.requireString("action").equals("topUp"))
                        .map(it -> it.requireString("transaction"))
                        .toList())
                .hasSize(3)
                .containsOnly(seller.credentials().get(5).payload().requireString("transaction"));
        assertThat(seller.deposit).isEqualTo(10_000);
        assertThat(deposited(client)).isEqualTo(10_000);
    }

    @Test
    void aTopUpThatIsTooOldToBeSentIsWaitedFor() throws Exception {
        TempoSessionClient client = client().build();
        loseATopUp(client);
        seller.dropsTopUps = false;
        node.on("eth_getBlockByNumber", block(Charges.NOW.plusSeconds(21), 10_000_000_000L));

        assertThat(failure(() -> get(client))).matches(it -> it.mayBePaid()).hasMessageContaining("isn't known");
        node.on("eth_getBlockByNumber", block(Charges.NOW.plusSeconds(25), 10_000_000_000L));
        assertThat(get(client).statusCode()).isEqualTo(200);
        assertThat(deposited(client)).isEqualTo(10_000);
    }

    @Test
    void aTopUpOfAnEarlierProcessIsWaitedForAsItsTransactionIsLost() throws Exception {
        ChannelKeeper keeper = ChannelKeeper.inMemory();
        loseATopUp(client().keeper(keeper).build());
        seller.dropsTopUps = false;
        TempoSessionClient client = client().keeper(keeper).build();

        assertThat(failure(() -> get(client))).hasMessageContaining("isn't known");
        node.on("eth_getBlockByNumber", block(Charges.NOW.plusSeconds(25), 10_000_000_000L));
        assertThat(get(client).statusCode()).isEqualTo(200);
        assertThat(deposited(client)).isEqualTo(10_000);
    }
}
