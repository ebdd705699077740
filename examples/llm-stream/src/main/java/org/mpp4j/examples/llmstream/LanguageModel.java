package org.mpp4j.examples.llmstream;

import java.util.List;

/** Where the tokens come from. */
@FunctionalInterface
interface LanguageModel {

    /**
     * Answers a prompt.
     *
     * @param prompt of the client
     * @return tokens in their order, as they would come from a model
     */
    Iterable<String> complete(String prompt);

    /** A model that always has the same to say. */
    static LanguageModel wellRead() {
        List<String> tokens = List.of(
                "You ",
                "asked ",
                "for ",
                "words. ",
                "Each ",
                "of ",
                "these ",
                "is ",
                "paid ",
                "for ",
                "before ",
                "it ",
                "is ",
                "sent, ",
                "and ",
                "none ",
                "is ",
                "charged ",
                "that ",
                "you ",
                "don't ",
                "get. ",
                "When ",
                "your ",
                "session ",
                "runs ",
                "out ",
                "I ",
                "wait, ",
                "without ",
                "a ",
                "thread, ",
                "until ",
                "you ",
                "authorize ",
                "more. ",
                "That ",
                "was ",
                "all.");
        return prompt -> tokens;
    }
}
