package io.grest.ws.client;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.context.ContextValues;
import io.grest.ws.contract.MethodValidator;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.generate.snapshot.ContractDescription;
import io.grest.ws.handshake.ClientHandshake;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.internal.call.HandlerSettings;
import io.grest.ws.internal.json.Payloads;
import io.grest.ws.internal.session.ConnectionFactory;
import io.grest.ws.internal.wire.WireFormat;
import io.grest.ws.observation.SocketMetrics;
import io.grest.ws.observation.SocketObserver;
import io.grest.ws.protocol.PayloadCodec;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.util.Assert;

/**
 * Openings of connections for requests, with what all of them share: the connector, the
 * interceptors, and a factory for each contract.
 */
final class Openings {

	private final Map<SocketContract<?, ?>, ConnectionFactory<?, ?>> factories = new ConcurrentHashMap<>();

	private final Map<SocketContract<?, ?>, String> fingerprints = new ConcurrentHashMap<>();

	private final Connector connector;

	private final Payloads payloads;

	private final @Nullable MethodValidator validator;

	private final ConnectionOptions options;

	private final SocketMetrics metrics;

	private final @Nullable SocketObserver observer;

	private final HandlerSettings handlers;

	private final Function<Class<? extends HandshakeInterceptor>, ? extends HandshakeInterceptor> interceptors;

	/**
	 * Create openings.
	 * @param connector the connector that opens WebSockets
	 * @param payloads the readers and writers of payloads
	 * @param validator the validator of inputs and results, or {@code null} for none
	 * @param options the limits of each connection
	 * @param metrics the metrics to record to
	 * @param observer the observer of handshakes and calls, or {@code null} for none
	 * @param handlers what the handlers share
	 * @param interceptors the lookup of interceptors that a contract names by class
	 */
	Openings(Connector connector, Payloads payloads, @Nullable MethodValidator validator, ConnectionOptions options,
			SocketMetrics metrics, @Nullable SocketObserver observer, HandlerSettings handlers,
			Function<Class<? extends HandshakeInterceptor>, ? extends HandshakeInterceptor> interceptors) {
		this.connector = connector;
		this.payloads = payloads;
		this.validator = validator;
		this.options = options;
		this.metrics = metrics;
		this.observer = observer;
		this.handlers = handlers;
		this.interceptors = interceptors;
	}

	/**
	 * Throw an exception for an interceptor, where there is no lookup.
	 */
	static HandshakeInterceptor notFound(Class<? extends HandshakeInterceptor> type) {
		throw new IllegalStateException("No " + type.getName()
				+ " is available: give the contract an instance, or set a lookup with interceptors(...) of the pool");
	}

	/**
	 * Prepare the opening of a connection. Runs the interceptors of the contract: for a
	 * client on threads that may block, and within the time of its request, otherwise
	 * where it is subscribed to, within the handshake timeout.
	 */
	<S, C> Mono<Opening<S, C>> of(SocketRequest<S, C> request) {
		return of(request, null);
	}

	/**
	 * Prepare the opening of a connection that may renew its credentials.
	 * @param anew completes the request anew, or {@code null} if it stays the same
	 */
	<S, C> Mono<Opening<S, C>> of(SocketRequest<S, C> request, @Nullable Mono<SocketRequest<S, C>> anew) {
		return UserCode.run(() -> {
			ContextValues values = new ContextValues();
			UpgradeAddress address = request.address(this.payloads);
			ClientHandshake handshake = Opening.handshake(request, address.credentials(), values);
			return intercept(request, handshake).then(UserCode.run(() -> {
				Opening.complete(request, handshake);
				return Mono.just(new Opening<>(this.connector, factory(request.contract()), this.payloads, this.options,
						request, address.uri(), handshake, values, renewed(request, anew),
						fingerprint(request.contract())));
			}));
		});
	}

	// Null if the headers are those of the request alone.
	private <S, C> @Nullable Mono<Map<String, String>> renewed(SocketRequest<S, C> request,
			@Nullable Mono<SocketRequest<S, C>> anew) {
		if (!request.contract().dialect().hasHandshake()
				|| (anew == null && interceptors(request.contract()).isEmpty())) {
			return null;
		}
		Mono<SocketRequest<S, C>> completed = (anew != null) ? anew : Mono.just(request);
		return UserCode.limit(completed.flatMap(this::renewed), handshakeTimeout(),
				"The renewal of the credentials of " + request.contract().name());
	}

	private Mono<Map<String, String>> renewed(SocketRequest<?, ?> request) {
		ClientHandshake handshake = Opening.handshake(request, null, new ContextValues());
		return intercept(request, handshake).then(Mono.fromSupplier(() -> {
			Opening.setHeaders(request, handshake);
			return handshake.headers();
		}));
	}

	private Mono<Void> intercept(SocketRequest<?, ?> request, ClientHandshake handshake) {
		List<HandshakeInterceptor> interceptors = interceptors(request.contract());
		if (interceptors.isEmpty()) {
			return Mono.empty();
		}
		Scheduler scheduler = (request.owner() != null) ? Schedulers.boundedElastic() : Schedulers.immediate();
		Mono<Void> all = Flux.fromIterable(interceptors)
			.concatMap((interceptor) -> UserCode.run(() -> updated(interceptor, handshake)).subscribeOn(scheduler))
			.then();
		return (request.owner() != null) ? all
				: UserCode.limit(all, handshakeTimeout(), "The interceptors of " + request.contract().name());
	}

	private static Mono<Void> updated(HandshakeInterceptor interceptor, ClientHandshake handshake) {
		Mono<Void> updated = interceptor.updateHandshake(handshake);
		Assert.state(updated != null, () -> interceptor + " returned null from updateHandshake: return Mono.empty()");
		return updated;
	}

	/**
	 * Return the interceptors of a contract.
	 * @throws RuntimeException if the lookup does not find one of them
	 */
	List<HandshakeInterceptor> interceptors(SocketContract<?, ?> contract) {
		return contract.interceptors(this.interceptors);
	}

	@SuppressWarnings("unchecked")
	private <S, C> ConnectionFactory<C, S> factory(SocketContract<S, C> contract) {
		return (ConnectionFactory<C, S>) this.factories.computeIfAbsent(contract,
				(key) -> ConnectionFactory.forClient(contract, this.payloads, this.validator, this.options,
						this.metrics, this.observer, this.handlers));
	}

	// Empty where there is no handshake to state it in.
	private String fingerprint(SocketContract<?, ?> contract) {
		return this.fingerprints.computeIfAbsent(contract, (key) -> contract.dialect().hasHandshake()
				? ContractDescription.of(contract, new PayloadCodec(this.payloads.mapper())).fingerprint() : "");
	}

	/**
	 * Return the metrics of the connections of a contract.
	 */
	SocketMetrics.OfContract metrics(SocketContract<?, ?> contract) {
		return factory(contract).metrics();
	}

	/**
	 * Return the format of the frames of a contract.
	 */
	WireFormat format(SocketContract<?, ?> contract) {
		return factory(contract).format();
	}

	/**
	 * Return the readers and writers of payloads.
	 */
	Payloads payloads() {
		return this.payloads;
	}

	/**
	 * Return the handshake timeout, which also limits the work before an upgrade.
	 */
	Duration handshakeTimeout() {
		return this.options.handshakeTimeout();
	}

}
