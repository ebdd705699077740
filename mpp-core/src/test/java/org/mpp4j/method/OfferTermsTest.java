package org.mpp4j.method;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mpp4j.money.Amount;
import org.mpp4j.money.Price;

class OfferTermsTest {

    private final OfferTerms written = OfferTerms.of(Price.of("1"));

    @Test
    void whatIsAddedToTermsDoesNotChangeWhetherTheyAreForOneRequest() {
        assertThat(written.withDescription("a fortune").withExternalId("7").isForOneRequest())
                .isFalse();
        assertThat(written.forOneRequest().withDescription("a fortune").withExternalId("7"))
                .satisfies(terms -> {
                    assertThat(terms.isForOneRequest()).isTrue();
                    assertThat(terms.price()).isEqualTo(Price.of("1"));
                    assertThat(terms.description()).contains("a fortune");
                });
    }

    @Test
    void whatWasQuotedWasQuotedForOneRequest() {
        assertThat(written.withQuotedAmount(Amount.ofBaseUnits(7)).isForOneRequest())
                .isTrue();
    }
}
