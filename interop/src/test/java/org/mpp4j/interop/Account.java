package org.mpp4j.interop;

/** An account that anvil gives money to. The keys are public knowledge. */
record Account(String address, String key) {

    static final Account MERCHANT = new Account(
            "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
            "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");

    /** Pays its fees in another token than pathUSD, so that its balance in pathUSD moves by what it pays for and nothing else. */
    static final Account PAYER = new Account(
            "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC",
            "0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a");

    /** Pays its fees in pathUSD. */
    static final Account FEES_IN_PATH_USD = new Account(
            "0x90F79bf6EB2c4f870365E785982E1f101E93b906",
            "0x7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6");

    /** Can pay fees, in another token; tests take its pathUSD away. */
    static final Account POOR = new Account(
            "0x70997970C51812dc3A010C7d01b50e0d17dc79C8",
            "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d");

    /** Gets a part of what is split, and pays for nothing. */
    static final Account PLATFORM = new Account("0x9965507D1a55bcC2695C58ba16FB37d819B0A4dc", "");

    /** Gets another part, with a memo. */
    static final Account AFFILIATE = new Account("0x976EA74026E726554dB657fA54763abd0C3a0aa9", "");

    /** Has no money; signs for others. */
    static final Account ACCESS_KEY = new Account(
            "0x7564105E977516C53bE337314c7E53838967bDaC",
            "0x4444444444444444444444444444444444444444444444444444444444444444");

    @Override
    public String toString() {
        return address;
    }
}
