package io.grest.ws.test.sample;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * What a client says when it connects.
 */
public record ChatQuery(@Nullable Locale lang) {

}
