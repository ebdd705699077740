package org.mpp4j.tempo.internal.tx;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.codec.Keccak;
import org.mpp4j.tempo.internal.codec.RlpBytes;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.FunctionReturnDecoder;
import org.web3j.abi.TypeReference;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.generated.Bytes32;
import org.web3j.abi.datatypes.generated.Uint128;
import org.web3j.abi.datatypes.generated.Uint256;

/** The contract functions that {@link TokenCall}s are calls of, in the ABI of Solidity. */
@SuppressWarnings("ImmutableEnumChecker") // its list and array never change
public enum TokenFunction {
    /** {@code transfer(address,uint256)} of TIP-20. */
    TRANSFER("transfer", Address.class, Uint256.class),
    /** {@code transferWithMemo(address,uint256,bytes32)} of TIP-20. */
    TRANSFER_WITH_MEMO("transferWithMemo", Address.class, Uint256.class, Bytes32.class),
    /** {@code approve(address,uint256)} of TIP-20. */
    APPROVE("approve", Address.class, Uint256.class),
    /** {@code swapExactAmountOut(address,address,uint128,uint128)} of the stablecoin exchange. */
    SWAP_EXACT_AMOUNT_OUT("swapExactAmountOut", Address.class, Address.class, Uint128.class, Uint128.class);

    private static final int SELECTOR_LENGTH = 4;
    private static final int WORD_LENGTH = 32;

    private final String function;
    private final List<TypeReference<Type>> parameters;
    private final byte[] selector;

    @SafeVarargs
    @SuppressWarnings({"unchecked", "rawtypes"}) // web3j wants references to the raw Type
    TokenFunction(String function, Class<? extends Type>... types) {
        this.function = function;
        this.parameters = Arrays.stream(types)
                .map(type -> (TypeReference<Type>) (TypeReference) TypeReference.create(type))
                .toList();
        String signature = function + "("
                + String.join(
                        ",",
                        Arrays.stream(types)
                                .map(type -> type.getSimpleName().toLowerCase(Locale.ROOT))
                                .toList())
                + ")";
        this.selector = Arrays.copyOf(Keccak.hash(signature), SELECTOR_LENGTH);
    }

    /** The call data of {@code transfer}. */
    public static byte[] transfer(TempoAddress to, BigInteger amount) {
        return TRANSFER.encode(List.of(new Address(to.toString()), new Uint256(amount)));
    }

    /** The call data of {@code transferWithMemo}. */
    public static byte[] transferWithMemo(TempoAddress to, BigInteger amount, byte[] memo) {
        return TRANSFER_WITH_MEMO.encode(List.of(new Address(to.toString()), new Uint256(amount), new Bytes32(memo)));
    }

    /** The call data of {@code approve}. */
    public static byte[] approve(TempoAddress spender, BigInteger amount) {
        return APPROVE.encode(List.of(new Address(spender.toString()), new Uint256(amount)));
    }

    /** The call data of {@code swapExactAmountOut}. */
    public static byte[] swapExactAmountOut(
            TempoAddress tokenIn, TempoAddress tokenOut, BigInteger amountOut, BigInteger maxAmountIn) {
        return SWAP_EXACT_AMOUNT_OUT.encode(List.of(
                new Address(tokenIn.toString()),
                new Address(tokenOut.toString()),
                new Uint128(amountOut),
                new Uint128(maxAmountIn)));
    }

    @SuppressWarnings("rawtypes")
    private byte[] encode(List<Type> arguments) {
        String encoded = FunctionEncoder.encode(new Function(function, arguments, List.of()));
        return HexFormat.of().parseHex(encoded, 2, encoded.length());
    }

    /**
     * What a call does.
     *
     * @return empty if it calls none of these functions, or isn't the one encoding of its arguments
     */
    public static Optional<TokenCall> decode(byte[] input) {
        for (TokenFunction candidate : values()) {
            if (candidate.isCalledBy(input)) {
                return candidate.arguments(input);
            }
        }
        return Optional.empty();
    }

    private boolean isCalledBy(byte[] input) {
        return input.length == SELECTOR_LENGTH + WORD_LENGTH * parameters.size()
                && Arrays.equals(selector, 0, SELECTOR_LENGTH, input, 0, SELECTOR_LENGTH);
    }

    @SuppressWarnings("rawtypes")
    private Optional<TokenCall> arguments(byte[] input) {
        List<Type> arguments;
        try {
            arguments = FunctionReturnDecoder.decode(
                    HexFormat.of().formatHex(input, SELECTOR_LENGTH, input.length), parameters);
        } catch (RuntimeException outOfRange) {
            // web3j has no one exception for a word that doesn't fit its type.
            return Optional.empty();
        }
        // It also ignores bytes that a type has no room for. Encoding again shows whether there were any.
        return Arrays.equals(encode(arguments), input) ? Optional.of(call(arguments)) : Optional.empty();
    }

    @SuppressWarnings("rawtypes")
    private TokenCall call(List<Type> arguments) {
        return switch (this) {
            case TRANSFER -> new TokenCall.Transfer(address(arguments, 0), number(arguments, 1), null);
            case TRANSFER_WITH_MEMO ->
                new TokenCall.Transfer(address(arguments, 0), number(arguments, 1), RlpBytes.of((byte[])
                        arguments.get(2).getValue()));
            case APPROVE -> new TokenCall.Approve(address(arguments, 0), number(arguments, 1));
            case SWAP_EXACT_AMOUNT_OUT ->
                new TokenCall.Buy(
                        address(arguments, 0), address(arguments, 1), number(arguments, 2), number(arguments, 3));
        };
    }

    @SuppressWarnings("rawtypes")
    private static TempoAddress address(List<Type> arguments, int index) {
        return TempoAddress.parse((String) arguments.get(index).getValue());
    }

    @SuppressWarnings("rawtypes")
    private static BigInteger number(List<Type> arguments, int index) {
        return (BigInteger) arguments.get(index).getValue();
    }
}
