package io.grest.ws.internal.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.grest.ws.context.ContextValues;
import io.grest.ws.contract.ContractMethod;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.internal.call.CallSecurity;
import io.grest.ws.internal.log.FrameLogger;
import io.grest.ws.internal.transport.SocketTransport;
import io.grest.ws.internal.wire.GrestFormat;
import io.grest.ws.internal.wire.WireFormat;
import io.grest.ws.observation.SocketMetrics;
import io.grest.ws.observation.SocketObserver;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Connections of one side of a contract, or of several contracts that share them.
 *
 * @since 0.1.0
 */
public final class Connections {

	private final List<ConnectionFactory<?, ?>> contracts;

	private final SessionSettings settings;

	/**
	 * Create connections.
	 * @param contracts the contracts that are served on each of them, at least one
	 */
	public Connections(List<ConnectionFactory<?, ?>> contracts) {
		this.contracts = List.copyOf(contracts);
		this.settings = (contracts.size() == 1) ? contracts.get(0).settings() : shared(this.contracts);
	}

	private static SessionSettings shared(List<ConnectionFactory<?, ?>> factories) {
		List<SocketContract<?, ?>> contracts = new ArrayList<>();
		Set<String> paths = new TreeSet<>();
		for (ConnectionFactory<?, ?> factory : factories) {
			contracts.add(factory.contract());
			factory.contract().methods().stream().map(ContractMethod::path).forEach(paths::add);
		}
		GrestFormat format = new GrestFormat(paths, factories.get(0).payloads());
		return SessionSettings.shared(factories.stream().map(ConnectionFactory::settings).toList(), format,
				new FrameLogger(contracts, factories.get(0).payloads(), format));
	}

	/**
	 * Run a connection over a session.
	 * @param transport the session's transport
	 * @param origins the origin of the connection, for each contract
	 * @param values the connection's values
	 * @param handshaker this side's part in the handshake
	 * @return a {@code Mono} that opens the connection when subscribed to, completes when
	 * it has closed, and never fails
	 */
	public Mono<Void> run(SocketTransport transport, List<ConnectionFactory.Origin> origins, ContextValues values,
			Handshaker handshaker) {
		return Mono.deferContextual((context) -> {
			DefaultSocketConnection<?> first = new DefaultSocketConnection<>(this.contracts.get(0), this.settings,
					transport, origins.get(0), values, handshaker, context);
			for (int i = 1; i < this.contracts.size(); i++) {
				first.serve(this.contracts.get(i), origins.get(i));
			}
			return first.run();
		});
	}

	/**
	 * Return the metrics of these connections.
	 * @return the metrics
	 */
	public SocketMetrics.OfContract metrics() {
		return this.settings.metrics();
	}

	/**
	 * Return the observer of handshakes.
	 * @return the observer, or {@code null} if none is active at present
	 */
	public @Nullable SocketObserver observer() {
		return this.contracts.get(0).observer();
	}

	/**
	 * Return the format of the frames of these connections.
	 * @return the format
	 */
	public WireFormat format() {
		return this.settings.format();
	}

	/**
	 * Return the security of the calls of the other side.
	 * @return the security, or {@code null} for none
	 */
	public @Nullable CallSecurity security() {
		return this.settings.security();
	}

	/**
	 * Return the time that a handshake may take, and a renewal of credentials.
	 * @return the limit
	 */
	public Duration handshakeTimeout() {
		return this.settings.options().handshakeTimeout();
	}

}
