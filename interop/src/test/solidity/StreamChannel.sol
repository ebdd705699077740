// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// Stands in for TempoStreamChannel, the older contract of channels (protocol v1 of draft-tempo-session). Written from the
/// interface and the text of the draft, and from what is known of the contract that is deployed, for tests only.
interface Token {
    function transfer(address to, uint256 amount) external returns (bool);

    function transferFrom(address from, address to, uint256 amount) external returns (bool);
}

contract StreamChannel {
    struct Channel {
        bool finalized;
        uint64 closeRequestedAt;
        address payer;
        address payee;
        address token;
        address authorizedSigner;
        uint128 deposit;
        uint128 settled;
    }

    event ChannelOpened(
        bytes32 indexed channelId,
        address indexed payer,
        address indexed payee,
        address token,
        address authorizedSigner,
        bytes32 salt,
        uint256 deposit
    );
    event Settled(
        bytes32 indexed channelId,
        address indexed payer,
        address indexed payee,
        uint256 cumulativeAmount,
        uint256 deltaPaid,
        uint256 newSettled
    );
    event TopUp(
        bytes32 indexed channelId,
        address indexed payer,
        address indexed payee,
        uint256 additionalDeposit,
        uint256 newDeposit
    );
    event CloseRequested(
        bytes32 indexed channelId,
        address indexed payer,
        address indexed payee,
        uint256 closeGraceEnd
    );
    event CloseRequestCancelled(bytes32 indexed channelId, address indexed payer, address indexed payee);
    event ChannelClosed(
        bytes32 indexed channelId,
        address indexed payer,
        address indexed payee,
        uint256 settledToPayee,
        uint256 refundedToPayer
    );

    error AmountExceedsDeposit();
    error AmountNotIncreasing();
    error ChannelAlreadyExists();
    error ChannelFinalized();
    error ChannelNotFound();
    error CloseNotReady();
    error DepositOverflow();
    error InvalidPayee();
    error InvalidSignature();
    error NotPayee();
    error NotPayer();
    error TransferFailed();

    uint64 public constant CLOSE_GRACE_PERIOD = 15 minutes;
    bytes32 public constant VOUCHER_TYPEHASH = keccak256("Voucher(bytes32 channelId,uint128 cumulativeAmount)");
    uint256 private constant HALF_ORDER = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0;

    mapping(bytes32 channelId => Channel) private channels;

    function open(
        address payee,
        address token,
        uint128 deposit,
        bytes32 salt,
        address authorizedSigner
    ) external returns (bytes32 channelId) {
        if (payee == address(0)) revert InvalidPayee();
        channelId = computeChannelId(msg.sender, payee, token, salt, authorizedSigner);
        if (channels[channelId].payer != address(0)) revert ChannelAlreadyExists();
        channels[channelId] = Channel(false, 0, msg.sender, payee, token, authorizedSigner, deposit, 0);
        take(token, deposit);
        emit ChannelOpened(channelId, msg.sender, payee, token, authorizedSigner, salt, deposit);
    }

    function settle(bytes32 channelId, uint128 cumulativeAmount, bytes calldata signature) external {
        Channel storage channel = existing(channelId);
        if (msg.sender != channel.payee) revert NotPayee();
        if (cumulativeAmount <= channel.settled) revert AmountNotIncreasing();
        uint128 delta = capture(channelId, channel, cumulativeAmount, signature);
        give(channel.token, channel.payee, delta);
        emit Settled(channelId, channel.payer, channel.payee, cumulativeAmount, delta, cumulativeAmount);
    }

    function topUp(bytes32 channelId, uint256 additionalDeposit) external {
        Channel storage channel = existing(channelId);
        if (msg.sender != channel.payer) revert NotPayer();
        if (additionalDeposit > type(uint128).max - channel.deposit) revert DepositOverflow();
        channel.deposit += uint128(additionalDeposit);
        if (additionalDeposit != 0) take(channel.token, uint128(additionalDeposit));
        if (channel.closeRequestedAt != 0) {
            channel.closeRequestedAt = 0;
            emit CloseRequestCancelled(channelId, channel.payer, channel.payee);
        }
        emit TopUp(channelId, channel.payer, channel.payee, additionalDeposit, channel.deposit);
    }

    /// For no more than was settled, no signature is looked at.
    function close(bytes32 channelId, uint128 cumulativeAmount, bytes calldata signature) external {
        Channel storage channel = existing(channelId);
        if (msg.sender != channel.payee) revert NotPayee();
        uint128 delta =
            cumulativeAmount > channel.settled ? capture(channelId, channel, cumulativeAmount, signature) : 0;
        end(channelId, channel, delta);
    }

    function requestClose(bytes32 channelId) external {
        Channel storage channel = existing(channelId);
        if (msg.sender != channel.payer) revert NotPayer();
        if (channel.closeRequestedAt == 0) {
            channel.closeRequestedAt = uint64(block.timestamp);
            emit CloseRequested(channelId, channel.payer, channel.payee, block.timestamp + CLOSE_GRACE_PERIOD);
        }
    }

    function withdraw(bytes32 channelId) external {
        Channel storage channel = existing(channelId);
        if (msg.sender != channel.payer) revert NotPayer();
        if (channel.closeRequestedAt == 0 || block.timestamp < channel.closeRequestedAt + CLOSE_GRACE_PERIOD)
            revert CloseNotReady();
        end(channelId, channel, 0);
    }

    function getChannel(bytes32 channelId) external view returns (Channel memory) {
        return channels[channelId];
    }

    function getChannelsBatch(bytes32[] calldata channelIds) external view returns (Channel[] memory found) {
        found = new Channel[](channelIds.length);
        for (uint256 i = 0; i < channelIds.length; i++) found[i] = channels[channelIds[i]];
    }

    function computeChannelId(
        address payer,
        address payee,
        address token,
        bytes32 salt,
        address authorizedSigner
    ) public view returns (bytes32) {
        return keccak256(abi.encode(payer, payee, token, salt, authorizedSigner, address(this), block.chainid));
    }

    function getVoucherDigest(bytes32 channelId, uint128 cumulativeAmount) public view returns (bytes32) {
        bytes32 voucher = keccak256(abi.encode(VOUCHER_TYPEHASH, channelId, cumulativeAmount));
        return keccak256(abi.encodePacked("\x19\x01", domainSeparator(), voucher));
    }

    function domainSeparator() public view returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                    keccak256("Tempo Stream Channel"),
                    keccak256("1"),
                    block.chainid,
                    address(this)
                )
            );
    }

    function existing(bytes32 channelId) private view returns (Channel storage channel) {
        channel = channels[channelId];
        if (channel.payer == address(0)) revert ChannelNotFound();
        if (channel.finalized) revert ChannelFinalized();
    }

    function capture(
        bytes32 channelId,
        Channel storage channel,
        uint128 cumulativeAmount,
        bytes calldata signature
    ) private returns (uint128 delta) {
        if (cumulativeAmount > channel.deposit) revert AmountExceedsDeposit();
        address signer = channel.authorizedSigner == address(0) ? channel.payer : channel.authorizedSigner;
        if (signature.length != 65) revert InvalidSignature();
        bytes32 s = bytes32(signature[32:64]);
        if (uint256(s) > HALF_ORDER) revert InvalidSignature();
        bytes32 digest = getVoucherDigest(channelId, cumulativeAmount);
        if (ecrecover(digest, uint8(signature[64]), bytes32(signature[:32]), s) != signer) revert InvalidSignature();
        delta = cumulativeAmount - channel.settled;
        channel.settled = cumulativeAmount;
    }

    function end(bytes32 channelId, Channel storage channel, uint128 delta) private {
        uint128 refund = channel.deposit - channel.settled;
        channel.finalized = true;
        if (delta != 0) give(channel.token, channel.payee, delta);
        if (refund != 0) give(channel.token, channel.payer, refund);
        emit ChannelClosed(channelId, channel.payer, channel.payee, channel.settled, refund);
    }

    function take(address token, uint128 amount) private {
        if (!Token(token).transferFrom(msg.sender, address(this), amount)) revert TransferFailed();
    }

    function give(address token, address to, uint128 amount) private {
        if (!Token(token).transfer(to, amount)) revert TransferFailed();
    }
}
