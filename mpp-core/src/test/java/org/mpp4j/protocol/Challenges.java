package org.mpp4j.protocol;

/** Challenges to test with. */
final class Challenges {

    static final PaymentRequest REQUEST =
            PaymentRequest.of(JsonObject.builder().put("amount", "1000").build());

    private Challenges() {}

    static Challenge.Builder simple() {
        return Challenge.builder("api.example.com", "tempo", "charge", REQUEST);
    }

    static Challenge full() {
        return simple().expires("2026-01-01T00:05:00.000Z")
                .digest("sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:")
                .credentialHeader("Payment-Authorization")
                .opaque(Opaque.ofText("eyJhIjoiYiJ9"))
                .description("Tea, with \"milk\" \\ 茶")
                .build("id-1");
    }
}
