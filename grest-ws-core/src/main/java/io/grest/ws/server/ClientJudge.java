package io.grest.ws.server;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

import io.grest.ws.context.ContextValues;
import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.handshake.ServerHandshake;
import io.grest.ws.internal.call.Caller;
import io.grest.ws.internal.session.ConnectionFactory;
import io.grest.ws.internal.wire.ResumeOffer;
import io.grest.ws.internal.wire.Terms;
import io.grest.ws.internal.wire.TopicPositions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.util.Assert;
import org.springframework.util.LinkedCaseInsensitiveMap;

/**
 * Judge of the clients of one connection: calls the interceptors, one after another, and
 * says who the client is.
 *
 * @param server what the handshakes at the path share
 * @param origins the origin of the connection, for each contract
 */
record ClientJudge(ServerParts server, List<ConnectionFactory.Origin> origins) {

	/**
	 * Judge a client that connects.
	 * @param headers its headers
	 * @param values the holder of the values that interceptors set
	 * @param inContext runs code of the user in the connection's context
	 * @return the client, or an error
	 */
	Mono<Caller> judge(Map<String, String> headers, ContextValues values, Consumer<Runnable> inContext) {
		return judge(handshake(headers, values), inContext);
	}

	/**
	 * Judge the new credentials of a client that is connected.
	 * @param headers its headers
	 * @param values the holder of the values that interceptors set
	 * @param inContext runs code of the user in the connection's context
	 * @return the client as it is from now on, or an error
	 */
	Mono<Caller> judgeAgain(Map<String, String> headers, ContextValues values, Consumer<Runnable> inContext) {
		Map<String, String> named = new LinkedCaseInsensitiveMap<>(Locale.ROOT);
		named.putAll(headers);
		Terms.removeFrom(named);
		named.remove(ResumeOffer.HEADER);
		named.remove(TopicPositions.HEADER);
		return judge(handshake(Map.of(), values).refresh(named, values), inContext);
	}

	private ServerHandshake handshake(Map<String, String> headers, ContextValues values) {
		ConnectionFactory.Origin origin = this.origins.get(0);
		return new ServerHandshake(this.server.first().name(), headers, origin.upgrade(), origin.pathVariables(),
				origin.query(), values);
	}

	private Mono<Caller> judge(ServerHandshake handshake, Consumer<Runnable> inContext) {
		List<InterceptorChain.Use> chain = this.server.interceptors().uses();
		Mono<Caller> caller = Mono.fromSupplier(() -> caller(handshake));
		return chain.isEmpty() ? caller
				: Flux.fromIterable(chain)
					.concatMap((use) -> apply(use.interceptor(), use.view(handshake, this.origins), inContext))
					.then(caller);
	}

	private static Mono<Void> apply(HandshakeInterceptor interceptor, ServerHandshake handshake,
			Consumer<Runnable> inContext) {
		return Mono.defer(() -> {
			inContext.accept(() -> interceptor.parseHandshake(handshake));
			Mono<Void> processed = interceptor.process(handshake);
			Assert.state(processed != null, () -> interceptor + " returned null from process: return Mono.empty()");
			return processed;
		});
	}

	private Caller caller(ServerHandshake handshake) {
		Caller caller = Caller.of(handshake.principal().orElse(null), handshake.expiresAt().orElse(null),
				this.server.connections().security());
		if (caller.hasEnded()) {
			throw new NotAuthorizedException();
		}
		return caller;
	}

}
