package org.mpp4j.tempo.internal.tx;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.codec.RlpBytes;

class TokenFunctionTest {

    private static final TempoAddress SOMEBODY = TempoAddress.parse("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
    private static final TempoAddress SOMETHING = TempoAddress.parse("0x20c0000000000000000000000000000000000000");
    private static final BigInteger MAX_UINT128 = BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE);

    @Property(tries = 100)
    void callsAreReadAsTheyWereWritten(
            @ForAll @Size(20) byte[] address, @ForAll @Size(32) byte[] amountBytes, @ForAll @Size(32) byte[] memo) {
        TempoAddress to = TempoAddress.of(address);
        BigInteger amount = new BigInteger(1, amountBytes);

        assertThat(TokenFunction.decode(TokenFunction.transfer(to, amount)))
                .contains(new TokenCall.Transfer(to, amount, null));
        assertThat(TokenFunction.decode(TokenFunction.transferWithMemo(to, amount, memo)))
                .contains(new TokenCall.Transfer(to, amount, RlpBytes.of(memo)));
        assertThat(TokenFunction.decode(TokenFunction.approve(to, amount))).contains(new TokenCall.Approve(to, amount));
    }

    @Test
    void aPurchaseIsReadAsItWasWritten() {
        assertThat(TokenFunction.decode(
                        TokenFunction.swapExactAmountOut(SOMEBODY, SOMETHING, BigInteger.ONE, MAX_UINT128)))
                .contains(new TokenCall.Buy(SOMEBODY, SOMETHING, BigInteger.ONE, MAX_UINT128));
    }

    @ParameterizedTest
    @CsvSource({
        "a9059cbb, 0",
        "95777d59, 1",
        "095ea7b3, 2",
        "f0122b75, 3",
    })
    void selectorsAreThoseOfTheContracts(String selector, int function) {
        byte[] data = switch (function) {
            case 0 -> TokenFunction.transfer(SOMEBODY, BigInteger.ONE);
            case 1 -> TokenFunction.transferWithMemo(SOMEBODY, BigInteger.ONE, new byte[32]);
            case 2 -> TokenFunction.approve(SOMEBODY, BigInteger.ONE);
            default -> TokenFunction.swapExactAmountOut(SOMEBODY, SOMEBODY, BigInteger.ONE, BigInteger.ONE);
        };

        assertThat(HexFormat.of().formatHex(data, 0, 4)).isEqualTo(selector);
    }

    @Test
    void dataThatIsNotTheOneEncodingIsNotACall() {
        byte[] transfer = TokenFunction.transfer(SOMEBODY, BigInteger.ONE);
        byte[] purchase = TokenFunction.swapExactAmountOut(SOMEBODY, SOMETHING, MAX_UINT128, MAX_UINT128);
        byte[] dirtyAddress = transfer.clone();
        dirtyAddress[4] = 1;
        byte[] dirtierAddress = transfer.clone();
        Arrays.fill(dirtierAddress, 4, 16, (byte) 0xff);
        byte[] dirtyAmount = purchase.clone();
        dirtyAmount[4 + 2 * 32 + 15] = 1;

        assertThat(TokenFunction.decode(dirtyAddress)).isEmpty();
        assertThat(TokenFunction.decode(dirtierAddress)).isEmpty();
        assertThat(TokenFunction.decode(dirtyAmount)).isEmpty();
        assertThat(TokenFunction.decode(Arrays.copyOf(transfer, transfer.length + 1)))
                .isEmpty();
        assertThat(TokenFunction.decode(Arrays.copyOf(transfer, transfer.length + 32)))
                .isEmpty();
        assertThat(TokenFunction.decode(Arrays.copyOf(transfer, transfer.length - 1)))
                .isEmpty();
        assertThat(TokenFunction.decode(new byte[0])).isEmpty();
        assertThat(TokenFunction.decode(new byte[68])).isEmpty();
    }
}
