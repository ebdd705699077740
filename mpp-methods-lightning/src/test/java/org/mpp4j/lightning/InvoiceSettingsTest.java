package org.mpp4j.lightning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.mpp4j.method.ConfigurationException;

/** What is wrong with settings is said of the method that they are for. */
class InvoiceSettingsTest {

    private final FakeNode node = new FakeNode(InstantSource.system());
    private final InvoiceSettings settings = new InvoiceSettings("LightningSession");

    InvoiceSettingsTest() {
        settings.node(node);
        settings.network(LightningNetwork.REGTEST);
    }

    private void assertRefused(String message) {
        assertThatThrownBy(settings::checked)
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(message);
    }

    @Test
    void withANodeAndANetworkAllIsThere() {
        InvoiceTerms terms = settings.checked();

        assertThat(terms.lifetime()).isEqualTo(Duration.ofMinutes(6));
        assertThat(terms.mostOpen()).isEqualTo(10_000);
        assertThat(terms.mostPerSecond()).isEqualTo(100);
        assertThat(terms.mostPerClient()).isEqualTo(600);
        assertThat(terms.clientPeriod()).isEqualTo(Duration.ofMinutes(1));
        assertThat(terms.believesPreimages()).isFalse();
        settings.verifySettled(false);
        assertThat(settings.checked().believesPreimages()).isTrue();
        assertThat(terms.believesPreimages()).as("of terms made before").isFalse();
    }

    @Test
    void aNodeAndANetworkAreNeeded() {
        InvoiceSettings empty = new InvoiceSettings("LightningSession");
        assertThatThrownBy(empty::checked)
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("LightningSession has no node; give it one, such as LightningBackend.LND.at(connection)");
        empty.node(node);
        assertThatThrownBy(empty::checked)
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("LightningSession has no network; give it the one that the node is on, such as"
                        + " LightningNetwork.MAINNET");
    }

    @Test
    void anInvoiceLivesWholeSecondsFromTenToADay() {
        for (Duration right : new Duration[] {Duration.ofSeconds(10), Duration.ofDays(1)}) {
            settings.lifetime(right);
            assertThat(settings.checked().lifetime()).isEqualTo(right);
        }
        for (Duration wrong :
                new Duration[] {Duration.ofSeconds(9), Duration.ofDays(1).plusSeconds(1), Duration.ofMillis(10_500)}) {
            settings.lifetime(wrong);
            assertRefused("The invoice lifetime of LightningSession is " + wrong
                    + "; set it to whole seconds, from 10 seconds to 1 day");
        }
    }

    @Test
    void limitsAreOneOrMore() {
        settings.mostOpen(0);
        assertRefused("The limits of LightningSession are 0 open invoices and 100 per second; set each to at least 1");
        settings.mostOpen(1);
        settings.mostPerSecond(0);
        assertRefused("The limits of LightningSession are 1 open invoices and 0 per second; set each to at least 1");
    }

    @Test
    void oneClientMayAskForOneOrMoreInUpToAnHour() {
        settings.mostPerClient(1, Duration.ofHours(1));
        assertThat(settings.checked().mostPerClient()).isEqualTo(1);
        settings.mostPerClient(0, Duration.ofHours(1));
        assertRefused("The limit of LightningSession for one client is 0 invoices in PT1H; set it to at least 1 in a"
                + " time from 1 second to 1 hour");
        settings.mostPerClient(1, Duration.ofMillis(999));
        assertRefused("The limit of LightningSession for one client is 1 invoices in PT0.999S; set it to at least 1 in"
                + " a time from 1 second to 1 hour");
        settings.mostPerClient(1, Duration.ofHours(1).plusMillis(1));
        assertRefused("The limit of LightningSession for one client is 1 invoices in PT1H0.001S; set it to at least 1"
                + " in a time from 1 second to 1 hour");
    }
}
