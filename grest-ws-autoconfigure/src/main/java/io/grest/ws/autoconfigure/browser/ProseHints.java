package io.grest.ws.autoconfigure.browser;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * Hints of the javadoc that {@code grest-ws-processor} keeps, for native images.
 */
final class ProseHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.resources().registerPattern("META-INF/grest-ws/prose/*.properties");
	}

}
