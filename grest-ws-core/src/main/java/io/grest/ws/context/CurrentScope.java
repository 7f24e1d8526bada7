package io.grest.ws.context;

import org.jspecify.annotations.Nullable;

/**
 * Holder of the scope of each thread.
 */
final class CurrentScope {

	static final ThreadLocal<@Nullable ContextScope> HOLDER = new ThreadLocal<>();

	private CurrentScope() {
	}

}
