package org.mpp4j.examples.paidapi;

import java.net.URI;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.mpp4j.method.ConfigurationException;

/** Environment variables, read as what they are meant to be. What is missing or wrong stops start-up. */
final class Environment {

    private final Map<String, String> variables;

    Environment(Map<String, String> variables) {
        this.variables = Map.copyOf(variables);
    }

    /** The value without space around it; one that is blank isn't there. */
    Optional<String> optional(String name) {
        return Optional.ofNullable(variables.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    String required(String name, String what) {
        return optional(name)
                .orElseThrow(() -> new ConfigurationException(
                        "The environment variable " + name + " is not set; set it to " + what));
    }

    /** A URL over HTTP. It isn't quoted if it is wrong, as many have a key of the account in them. */
    URI url(String name, String value, String what) {
        URI url;
        try {
            url = URI.create(value);
        } catch (IllegalArgumentException notAUrl) {
            throw notAUrl(name, what);
        }
        boolean http = "https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme());
        if (!http || url.getHost() == null) {
            throw notAUrl(name, what);
        }
        return url;
    }

    /** URLs over HTTP with commas between them. */
    List<URI> urls(String name, String value, String what) {
        return Arrays.stream(value.split(",", -1))
                .map(each -> url(name, each.strip(), what))
                .toList();
    }

    private static ConfigurationException notAUrl(String name, String what) {
        return new ConfigurationException(
                "The environment variable " + name + " is not a http or https URL; set it to " + what);
    }

    Optional<Duration> duration(String name) {
        return optional(name).map(value -> duration(name, value));
    }

    Duration duration(String name, String otherwise) {
        String value = optional(name).orElse(otherwise);
        try {
            return Duration.parse(value);
        } catch (DateTimeParseException notDuration) {
            throw new ConfigurationException("The environment variable " + name
                    + " is a duration such as PT10S for ten seconds, got \"" + value + "\"");
        }
    }

    long number(String name, String value, long least, long most) {
        try {
            long number = Long.parseLong(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // Said below, together with numbers out of range.
        }
        throw new ConfigurationException("The environment variable " + name + " is a whole number from " + least
                + " to " + most + ", got \"" + value + "\"");
    }

    /** What the library says about a setting, with the name that the setting has here. */
    static <T> T named(String variable, Supplier<T> read) {
        try {
            return read.get();
        } catch (IllegalArgumentException | ConfigurationException wrong) {
            throw new ConfigurationException("The environment variable " + variable + ": " + wrong.getMessage(), wrong);
        }
    }

    /** Nothing of it, because part of it is secret. */
    @Override
    public String toString() {
        return "Environment";
    }
}
