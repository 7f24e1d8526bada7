package io.grest.ws.autoconfigure;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.contract.MethodValidator;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.SocketExceptionTranslator;
import io.grest.ws.observation.SocketMetrics;
import io.grest.ws.observation.SocketObserver;
import io.grest.ws.protocol.PayloadCodec;
import io.grest.ws.security.SocketSecurity;
import io.grest.ws.server.ActiveConnections;
import io.grest.ws.server.ContractHandler;
import io.grest.ws.server.ReactiveSocketHandler;
import io.grest.ws.server.ResumableSessions;
import io.grest.ws.server.SocketConnectionEvent;
import io.grest.ws.server.SocketHandler;
import io.grest.ws.server.SocketServer;
import io.grest.ws.topic.SocketTopics;
import org.jspecify.annotations.Nullable;

import org.springframework.core.convert.ConversionService;

/**
 * Factory of servers, with the parts that all of them share.
 *
 * @param interceptors the lookup of interceptors
 * @param codec reads and writes payloads
 * @param validator validates them, or {@code null} for none
 * @param conversionService converts path variables and query parameters
 * @param options the limits of each connection
 * @param metrics records metrics
 * @param observer observes handshakes and calls, or {@code null}
 * @param connections the connections of all servers
 * @param sessions the sessions whose clients may come back, of all servers
 * @param blockingExecutor runs methods that block
 * @param translators translate exceptions of handlers, in order
 * @param topics the topics that clients can join
 * @param security secures connections and calls, or {@code null} without Spring Security
 * @param events the listener of the events of connections
 */
record SocketServerFactory(ContractInterceptors interceptors, PayloadCodec codec, @Nullable MethodValidator validator,
		ConversionService conversionService, ConnectionOptions options, SocketMetrics metrics,
		@Nullable SocketObserver observer, ActiveConnections connections, ResumableSessions sessions,
		Executor blockingExecutor, List<SocketExceptionTranslator> translators, SocketTopics topics,
		@Nullable SocketSecurity security, Consumer<SocketConnectionEvent> events) {

	/**
	 * Create a server.
	 * @param contract the contract
	 * @param handler the handler, of the contract's types
	 * @param <S> the server's interface
	 * @param <C> the client's interface
	 * @return the server
	 */
	@SuppressWarnings("unchecked")
	<S, C> SocketServer<S, C> create(SocketContract<S, C> contract, ContractHandler<?, ?> handler) {
		return builder(contract, (ContractHandler<S, C>) handler).interceptors(this.interceptors.ofServer(contract))
			.codec(this.codec)
			.validator(this.validator)
			.conversionService(this.conversionService)
			.options(this.options)
			.metrics(this.metrics)
			.observer(this.observer)
			.connections(this.connections)
			.sessions(this.sessions)
			.blockingExecutor(this.blockingExecutor)
			.translators(this.translators)
			.topics(this.topics)
			.security(this.security)
			.events(this.events)
			.build();
	}

	private static <S, C> SocketServer.Builder<S, C> builder(SocketContract<S, C> contract,
			ContractHandler<S, C> handler) {
		return (handler instanceof ReactiveSocketHandler<S, C> reactive) ? SocketServer.ofReactive(contract, reactive)
				: SocketServer.of(contract, (SocketHandler<S, C>) handler);
	}

}
