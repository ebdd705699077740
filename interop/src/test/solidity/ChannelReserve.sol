// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// Stands in for the channel reserve of Tempo (TIP-1034), which is part of the chain from its hardfork T5 on; anvil stops at
/// T4. Written from the interface and the text of the TIP, for tests only.
///
/// Two things no contract can do. It doesn't see the transaction it is called in, so the hash of its expiring nonce is put
/// into storage before (slot 1); and it can't take tokens without being allowed to, so that is put into the token's storage.
/// Whoever installs this here has to see to both.
interface Token {
    function transfer(address to, uint256 amount) external returns (bool);

    function transferFrom(address from, address to, uint256 amount) external returns (bool);
}

/// TIP-1020.
interface SignatureVerifier {
    function verify(address signer, bytes32 hash, bytes calldata signature) external view returns (bool);
}

contract ChannelReserve {
    struct Descriptor {
        address payer;
        address payee;
        address operator;
        address token;
        bytes32 salt;
        address authorizedSigner;
        bytes32 expiringNonceHash;
    }

    struct State {
        uint96 settled;
        uint96 deposit;
        uint32 closeRequestedAt;
    }

    struct Channel {
        Descriptor descriptor;
        State state;
    }

    event ChannelOpened(
        bytes32 indexed channelId,
        address indexed payer,
        address indexed payee,
        address operator,
        address token,
        address authorizedSigner,
        bytes32 salt,
        bytes32 expiringNonceHash,
        uint96 deposit
    );
    event Settled(
        bytes32 indexed channelId,
        address indexed payer,
        address indexed payee,
        uint96 cumulativeAmount,
        uint96 deltaPaid,
        uint96 newSettled
    );
    event TopUp(
        bytes32 indexed channelId,
        address indexed payer,
        address indexed payee,
        uint96 additionalDeposit,
        uint96 newDeposit
    );
    event CloseRequested(
        bytes32 indexed channelId,
        address indexed payer,
        address indexed payee,
        uint256 closeGraceEnd
    );
    event ChannelClosed(
        bytes32 indexed channelId,
        address indexed payer,
        address indexed payee,
        uint96 settledToPayee,
        uint96 refundedToPayer
    );
    event CloseRequestCancelled(bytes32 indexed channelId, address indexed payer, address indexed payee);

    error AmountExceedsDeposit();
    error AmountNotIncreasing();
    error ChannelAlreadyExists();
    error ChannelNotFound();
    error CloseNotReady();
    error DepositOverflow();
    error InvalidPayee();
    error InvalidSignature();
    error NotPayeeOrOperator();
    error NotPayer();
    error TransferFailed();
    error ZeroDeposit();

    uint64 public constant CLOSE_GRACE_PERIOD = 15 minutes;
    bytes32 public constant VOUCHER_TYPEHASH = keccak256("Voucher(bytes32 channelId,uint96 cumulativeAmount)");
    SignatureVerifier private constant VERIFIER = SignatureVerifier(0x5165300000000000000000000000000000000000);

    mapping(bytes32 channelId => State) private states; // slot 0
    bytes32 private contextHash; // slot 1, written from outside

    function open(
        address payee,
        address operator,
        address token,
        uint96 deposit,
        bytes32 salt,
        address authorizedSigner
    ) external returns (bytes32 channelId) {
        if (payee == address(0)) revert InvalidPayee();
        if (deposit == 0) revert ZeroDeposit();
        Descriptor memory channel =
            Descriptor(msg.sender, payee, operator, token, salt, authorizedSigner, contextHash);
        channelId = idOf(channel);
        if (states[channelId].deposit != 0) revert ChannelAlreadyExists();
        states[channelId].deposit = deposit;
        take(token, deposit);
        emit ChannelOpened(
            channelId,
            msg.sender,
            payee,
            operator,
            token,
            authorizedSigner,
            salt,
            channel.expiringNonceHash,
            deposit
        );
    }

    function settle(Descriptor calldata channel, uint96 cumulativeAmount, bytes calldata signature) external {
        (bytes32 channelId, State storage state) = existing(channel);
        onlyPayeeOrOperator(channel);
        if (cumulativeAmount > state.deposit) revert AmountExceedsDeposit();
        if (cumulativeAmount <= state.settled) revert AmountNotIncreasing();
        onlySigned(channel, channelId, cumulativeAmount, signature);
        uint96 delta = cumulativeAmount - state.settled;
        state.settled = cumulativeAmount;
        give(channel.token, channel.payee, delta);
        emit Settled(channelId, channel.payer, channel.payee, cumulativeAmount, delta, cumulativeAmount);
    }

    function topUp(Descriptor calldata channel, uint96 additionalDeposit) external {
        (bytes32 channelId, State storage state) = existing(channel);
        if (msg.sender != channel.payer) revert NotPayer();
        if (additionalDeposit > type(uint96).max - state.deposit) revert DepositOverflow();
        state.deposit += additionalDeposit;
        if (additionalDeposit != 0) take(channel.token, additionalDeposit);
        if (state.closeRequestedAt != 0) {
            state.closeRequestedAt = 0;
            emit CloseRequestCancelled(channelId, channel.payer, channel.payee);
        }
        emit TopUp(channelId, channel.payer, channel.payee, additionalDeposit, state.deposit);
    }

    function close(
        Descriptor calldata channel,
        uint96 cumulativeAmount,
        uint96 captureAmount,
        bytes calldata signature
    ) external {
        (bytes32 channelId, State storage state) = existing(channel);
        onlyPayeeOrOperator(channel);
        if (captureAmount > state.deposit) revert AmountExceedsDeposit();
        if (captureAmount < state.settled || captureAmount > cumulativeAmount) revert AmountNotIncreasing();
        if (captureAmount > state.settled) onlySigned(channel, channelId, cumulativeAmount, signature);
        end(channel, channelId, state, captureAmount);
    }

    function requestClose(Descriptor calldata channel) external {
        (bytes32 channelId, State storage state) = existing(channel);
        if (msg.sender != channel.payer) revert NotPayer();
        if (state.closeRequestedAt == 0) state.closeRequestedAt = uint32(block.timestamp);
        emit CloseRequested(
            channelId,
            channel.payer,
            channel.payee,
            uint256(state.closeRequestedAt) + CLOSE_GRACE_PERIOD
        );
    }

    function withdraw(Descriptor calldata channel) external {
        (bytes32 channelId, State storage state) = existing(channel);
        if (msg.sender != channel.payer) revert NotPayer();
        if (
            state.closeRequestedAt == 0 ||
            block.timestamp < uint256(state.closeRequestedAt) + CLOSE_GRACE_PERIOD
        ) revert CloseNotReady();
        end(channel, channelId, state, state.settled);
    }

    function getChannel(Descriptor calldata channel) external view returns (Channel memory) {
        return Channel(channel, states[idOf(channel)]);
    }

    function getChannelState(bytes32 channelId) external view returns (State memory) {
        return states[channelId];
    }

    function getChannelStatesBatch(bytes32[] calldata channelIds) external view returns (State[] memory found) {
        found = new State[](channelIds.length);
        for (uint256 i = 0; i < channelIds.length; i++) found[i] = states[channelIds[i]];
    }

    function computeChannelId(
        address payer,
        address payee,
        address operator,
        address token,
        bytes32 salt,
        address authorizedSigner,
        bytes32 expiringNonceHash
    ) external view returns (bytes32) {
        return idOf(Descriptor(payer, payee, operator, token, salt, authorizedSigner, expiringNonceHash));
    }

    function getVoucherDigest(bytes32 channelId, uint96 cumulativeAmount) public view returns (bytes32) {
        bytes32 voucher = keccak256(abi.encode(VOUCHER_TYPEHASH, channelId, cumulativeAmount));
        return keccak256(abi.encodePacked("\x19\x01", domainSeparator(), voucher));
    }

    function domainSeparator() public view returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                    keccak256("TIP20 Channel Reserve"),
                    keccak256("1"),
                    block.chainid,
                    address(this)
                )
            );
    }

    function idOf(Descriptor memory channel) private view returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    channel.payer,
                    channel.payee,
                    channel.operator,
                    channel.token,
                    channel.salt,
                    channel.authorizedSigner,
                    channel.expiringNonceHash,
                    address(this),
                    block.chainid
                )
            );
    }

    function existing(Descriptor calldata channel) private view returns (bytes32 channelId, State storage state) {
        channelId = idOf(channel);
        state = states[channelId];
        if (state.deposit == 0) revert ChannelNotFound();
    }

    function onlyPayeeOrOperator(Descriptor calldata channel) private view {
        bool operated = channel.operator != address(0) && msg.sender == channel.operator;
        if (msg.sender != channel.payee && !operated) revert NotPayeeOrOperator();
    }

    function onlySigned(
        Descriptor calldata channel,
        bytes32 channelId,
        uint96 cumulativeAmount,
        bytes calldata signature
    ) private view {
        address signer = channel.authorizedSigner == address(0) ? channel.payer : channel.authorizedSigner;
        try VERIFIER.verify(signer, getVoucherDigest(channelId, cumulativeAmount), signature) returns (bool valid) {
            if (!valid) revert InvalidSignature();
        } catch {
            revert InvalidSignature();
        }
    }

    function end(Descriptor calldata channel, bytes32 channelId, State storage state, uint96 captured) private {
        uint96 delta = captured - state.settled;
        uint96 refund = state.deposit - captured;
        delete states[channelId];
        if (delta != 0) give(channel.token, channel.payee, delta);
        if (refund != 0) give(channel.token, channel.payer, refund);
        emit ChannelClosed(channelId, channel.payer, channel.payee, captured, refund);
    }

    function take(address token, uint96 amount) private {
        if (!Token(token).transferFrom(msg.sender, address(this), amount)) revert TransferFailed();
    }

    function give(address token, address to, uint96 amount) private {
        if (!Token(token).transfer(to, amount)) revert TransferFailed();
    }
}
