package io.grest.ws.contract;

import java.util.function.Function;

import io.grest.ws.handshake.HandshakeInterceptor;
import org.jspecify.annotations.Nullable;

/**
 * Interceptor that a contract names, as an object or by its class.
 *
 * @param type the class
 * @param instance the object, or {@code null} to look it up
 */
record InterceptorUse(Class<? extends HandshakeInterceptor> type, @Nullable HandshakeInterceptor instance) {

	HandshakeInterceptor resolve(
			Function<Class<? extends HandshakeInterceptor>, ? extends HandshakeInterceptor> lookup) {
		return (this.instance != null) ? this.instance : lookup.apply(this.type);
	}

}
