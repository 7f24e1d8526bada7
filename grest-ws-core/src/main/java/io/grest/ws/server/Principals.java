package io.grest.ws.server;

import java.security.Principal;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;

import io.grest.ws.handshake.UpgradeRequest;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.web.reactive.socket.HandshakeInfo;

/**
 * Access to the principal that the HTTP layer authenticated.
 */
final class Principals {

	private Principals() {
	}

	/**
	 * Continue with the upgrade request of a session.
	 */
	static Mono<Void> upgrade(HandshakeInfo info, Function<UpgradeRequest, Mono<Void>> continuation) {
		return resolve(info.getPrincipal(), (principal) -> continuation.apply(new UpgradeRequest(info.getUri(),
				info.getHeaders(), info.getCookies(), principal, info.getRemoteAddress(), info.getSubProtocol())));
	}

	/**
	 * Continue with the principal, or with {@code null} if there is none. Without a
	 * security filter it is known at once, which saves operators that every connection
	 * would retain.
	 */
	static Mono<Void> resolve(Mono<? extends Principal> principal,
			Function<@Nullable Principal, Mono<Void>> continuation) {
		if (principal instanceof Callable<?> known) {
			try {
				return continuation.apply((Principal) known.call());
			}
			catch (Exception ex) {
				return Mono.error(ex);
			}
		}
		return principal.<Optional<Principal>>map(Optional::of)
			.defaultIfEmpty(Optional.empty())
			.flatMap((resolved) -> continuation.apply(resolved.orElse(null)));
	}

}
