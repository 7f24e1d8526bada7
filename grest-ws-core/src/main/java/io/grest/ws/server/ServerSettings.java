package io.grest.ws.server;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.contract.MethodValidator;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.SocketExceptionTranslator;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.internal.call.CallSecurity;
import io.grest.ws.internal.call.HandlerSettings;
import io.grest.ws.internal.json.Payloads;
import io.grest.ws.internal.session.ConnectedListener;
import io.grest.ws.internal.session.ConnectionFactory;
import io.grest.ws.observation.SocketMetrics;
import io.grest.ws.observation.SocketObserver;
import io.grest.ws.protocol.PayloadCodec;
import io.grest.ws.security.SocketSecurity;
import io.grest.ws.topic.SocketTopics;
import org.jspecify.annotations.Nullable;

import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.support.DefaultConversionService;

/**
 * Settings of a {@link SocketServer}, with their defaults. Changed by its builder only.
 *
 * @param <S> the methods of the server
 * @param <C> the methods of a client
 */
final class ServerSettings<S, C> {

	private final SocketContract<S, C> contract;

	private final ContractHandler<S, C> handler;

	List<HandshakeInterceptor> interceptors = List.of();

	PayloadCodec codec = new PayloadCodec();

	@Nullable Executor blockingExecutor;

	List<SocketExceptionTranslator> translators = List.of();

	@Nullable SocketSecurity security;

	ConversionService conversionService = DefaultConversionService.getSharedInstance();

	@Nullable MethodValidator validator;

	ConnectionOptions options = ConnectionOptions.DEFAULTS;

	SocketMetrics metrics = SocketMetrics.NONE;

	@Nullable SocketObserver observer;

	@Nullable SocketTopics topics;

	@Nullable Consumer<SocketConnectionEvent> events;

	ResumableSessions sessions = new ResumableSessions(ResumableSessions.Limits.DEFAULTS);

	ActiveConnections active = new ActiveConnections(ActiveConnections.Limits.NONE);

	ServerSettings(SocketContract<S, C> contract, ContractHandler<S, C> handler) {
		this.contract = contract;
		this.handler = handler;
	}

	/**
	 * Create what serves the contract by these settings, and make it known to what it
	 * shares with other contracts.
	 */
	ServedContract<S, C> serve() {
		HandlerSettings handlers = HandlerSettings.of(this.blockingExecutor, this.translators)
			.secured((CallSecurity) this.security, this.handler);
		ConnectionFactory<S, C> factory = ConnectionFactory.forServer(this.contract, new Payloads(this.codec.mapper()),
				this.validator, this.options, this.metrics, this.observer, handlers);
		Class<?> queryType = this.contract.queryType();
		QueryBinder query = (queryType != null) ? new QueryBinder(queryType, this.conversionService, this.validator)
				: null;
		ServedContract<S, C> served = new ServedContract<>(this.contract,
				Connector.of(this.contract, this.handler, handlers), this.interceptors, factory, query,
				new HandshakeLog(handlers.errors()), this.active, (ConnectedListener) this.topics, this.sessions,
				(this.events != null) ? new ConnectionEvents(this.events) : null,
				new ClientVersions(this.contract, this.codec, factory.metrics()));
		if (served.topics() != null) {
			served.topics().whenUserClosed(this.active.users());
			served.topics().whenElsewhere(this.sessions.elsewhere());
		}
		this.active.expectHandshakes(this.options.handshakeTimeout());
		return served;
	}

}
