package io.grest.ws.server;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.grest.ws.connection.CloseReason;
import io.grest.ws.context.ContextValues;
import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.error.PayloadTooLargeException;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.error.SocketException;
import io.grest.ws.error.ValidationException;
import io.grest.ws.internal.call.Caller;
import io.grest.ws.internal.session.ConnectionFactory;
import io.grest.ws.internal.session.Handshaker;
import io.grest.ws.internal.session.Steps;
import io.grest.ws.internal.wire.ContractVersions;
import io.grest.ws.internal.wire.Extensions;
import io.grest.ws.internal.wire.Frame;
import io.grest.ws.internal.wire.ResumeOffer;
import io.grest.ws.internal.wire.Terms;
import io.grest.ws.internal.wire.TopicPositions;
import io.grest.ws.internal.wire.WireFormat;
import io.grest.ws.observation.Observed;
import io.grest.ws.observation.SocketMetrics.Outcome;
import io.grest.ws.protocol.FrameType;
import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

import org.springframework.util.Assert;
import org.springframework.util.LinkedCaseInsensitiveMap;

/**
 * Server side of one handshake: binds the queries, reads the client's headers, and calls
 * the interceptors and the handler of each contract, both in order; then accepts or
 * rejects the client, for all contracts. In a dialect without handshake frames,
 * interceptors see only the upgrade request, and a client is not notified of its
 * acceptance, so it may send frames before.
 */
final class ServerHandshaker implements Handshaker, CredentialRefresh.Judge {

	private final ServerParts server;

	private final List<ConnectionFactory.Origin> origins;

	private final ClientJudge judge;

	private final ContextValues values;

	private final @Nullable ValidationException queryFault;

	// The interceptors and the handler, which may run for longer.
	private final Disposable.Swap steps = Disposables.swap();

	private final long since = System.nanoTime();

	// The contract whose handler is being called, or the first.
	private volatile ServedContract<?, ?> current;

	private boolean begun;

	private Terms granted = Terms.NONE;

	private Map<String, String> versions = Map.of();

	// Null until the client's headers are read.
	private volatile @Nullable Resuming resuming;

	// Context of the upgrade request. Released at the end of the handshake.
	private @Nullable ContextView opening;

	private @Nullable Control control;

	// Null until the client renews its credentials, or is asked to.
	private @Nullable CredentialRefresh refresh;

	private @Nullable Observed observed;

	private final SetUp setUp;

	ServerHandshaker(ServerParts server, List<ConnectionFactory.Origin> origins, ContextValues values,
			@Nullable ValidationException queryFault, ContextView opening, SetUp setUp) {
		this.server = server;
		this.current = server.first();
		this.origins = origins;
		this.judge = new ClientJudge(server, origins);
		this.values = values;
		this.queryFault = queryFault;
		this.opening = opening;
		this.setUp = setUp;
	}

	@Override
	public void begin(Control control) {
		this.control = control;
		this.server.active().forEach((active) -> active.add(control.connection()));
		this.observed = this.server.observe(context(control()));
		if (this.queryFault != null) {
			ended(Outcome.QUERY_INVALID, this.queryFault);
			handshakes().refusedQuery(control().connection(), this.queryFault);
			rejectQuery(this.queryFault);
		}
		else if (!format().hasHandshake()) {
			shakeHands(Map.of());
		}
	}

	private void rejectQuery(ValidationException fault) {
		if (format().hasHandshake()) {
			control().reject(null, SocketCloseStatus.INVALID_QUERY, fault);
		}
		else {
			reject(fault);
		}
	}

	@Override
	public void receive(Frame frame) {
		if (!format().hasHandshake()) {
			control().hold(frame);
			return;
		}
		if (frame.type() != FrameType.HANDSHAKE || this.begun) {
			control().unexpected();
			return;
		}
		this.begun = true;
		Map<String, String> headers = new LinkedCaseInsensitiveMap<>(Locale.ROOT);
		try {
			headers.putAll(format().readHandshake(frame.payload()));
		}
		catch (ValidationException ex) {
			reject(ex);
			return;
		}
		// Not visible to interceptors.
		Terms asked = Terms.removeFrom(headers);
		Map<String, String> stated = ContractVersions.ofHeader(headers.remove(ContractVersions.HEADER));
		this.versions = asked.extensions().include(Extensions.CONTRACT) ? stated : Map.of();
		this.resuming = new Resuming(this.server, control(), this.origins.get(0),
				ResumeOffer.ofHeader(headers.remove(ResumeOffer.HEADER)));
		control().topics().bring(TopicPositions.ofHeader(headers.remove(TopicPositions.HEADER)));
		if (!asked.allowsHandshake(frame.payload())) {
			reject(new PayloadTooLargeException("The handshake is larger than 32 KB"));
			return;
		}
		Terms own = control().terms();
		this.granted = own.with(asked.extensions());
		control().use(asked.with(own.extensions()));
		shakeHands(headers);
	}

	private void shakeHands(Map<String, String> headers) {
		Mono<List<Object>> connected = this.judge.judge(headers, this.values, this::inContext).flatMap((caller) -> {
			control().authenticated(caller);
			if (caller.principal() != null && !this.setUp.admits(caller.principal().getName())) {
				return Mono.error(handshakes().tooMany(control().connection()));
			}
			// The context of the interceptors is that of whom the client was before.
			return this.server.isRevoked(caller, this.since) ? Mono.error(NotAuthorizedException::new)
					: goOnOrConnect(caller);
		});
		this.steps.update(connected.contextWrite(context(control())).subscribe(this::accept, this::reject));
	}

	// Empty if the session of the client goes on.
	private Mono<List<Object>> goOnOrConnect(Caller caller) {
		Resuming resuming = this.resuming;
		if (resuming == null) {
			return connected();
		}
		Terms granted = resuming.granted(this.granted, caller);
		if (granted != this.granted) {
			this.granted = granted;
			control().agree(granted.extensions());
		}
		return resuming.goOn(terms(), format()::accepted).flatMap((same) -> {
			if (!same) {
				return connected();
			}
			ended(Outcome.OK, null);
			return Mono.empty();
		});
	}

	// One after another: none is called after one that rejects.
	private Mono<List<Object>> connected() {
		List<? extends OfContract> connections = control().contracts();
		return Flux.range(0, connections.size())
			.concatMap((i) -> connected(this.server.contracts().get(i), connections.get(i)))
			.collectList();
	}

	private Mono<Object> connected(ServedContract<?, ?> served, OfContract connection) {
		return Mono.defer(() -> {
			this.current = served;
			return served
				.connect(connection.connection(), control().caller(),
						(code) -> connection.inContext(this.observed, code))
				.contextWrite(context(connection));
		});
	}

	private void inContext(Runnable code) {
		control().inContext(this.observed, code);
	}

	private Context context(OfContract connection) {
		// Read once: the connection may end meanwhile.
		ContextView opening = this.opening;
		Observed observed = this.observed;
		Context context = connection.context();
		if (opening != null) {
			context = Context.of(opening).putAll((ContextView) context);
		}
		return (observed != null) ? observed.in(context) : context;
	}

	private void accept(List<Object> implementations) {
		if (control().caller().hasEnded()) {
			reject(new NotAuthorizedException());
			return;
		}
		try {
			List<? extends OfContract> connections = control().contracts();
			for (int i = 1; i < connections.size(); i++) {
				connections.get(i).implementedBy(implementations.get(i));
			}
			Runnable accepted = this.server.accepting(connections, this.versions);
			inContext(() -> control().open(implementations.get(0), format().accepted(kept(implementations))));
			ended(Outcome.OK, null);
			accepted.run();
		}
		catch (Throwable ex) {
			reject(ex);
		}
	}

	private Terms kept(List<Object> implementations) {
		Resuming resuming = this.resuming;
		return (resuming != null) ? resuming.keep(terms(), implementations) : terms();
	}

	private Terms terms() {
		Caller caller = control().caller();
		return (caller.expiresAt() != null) ? this.granted.lasting(caller.remaining()) : this.granted;
	}

	private void reject(Throwable ex) {
		HandshakeLog.Rejection rejection = handshakes().reject(control().connection(), Exceptions.unwrap(ex), format());
		SocketException told = rejection.told();
		WireFormat.Farewell farewell = rejection.farewell();
		ended(told.type(), told);
		control().reject(farewell.frame(), farewell.status(), told);
	}

	/**
	 * Report the end of the handshake to its observation, and release the observation and
	 * the context of the request. Only the first end counts.
	 */
	private void ended(String result, @Nullable Throwable error) {
		Observed ended = this.observed;
		this.opening = null;
		this.observed = null;
		this.setUp.ended();
		if (ended != null) {
			ended.ended(result, error);
		}
	}

	@Override
	public void timedOut() {
		handshakes().late(control().connection(), (this.begun || !format().hasHandshake())
				? "an interceptor or the handler has not completed" : "the client has not sent its handshake");
		ServerErrorException timeout = new ServerErrorException("Handshake timeout");
		ended(Outcome.HANDSHAKE_FAILED, timeout);
		reject(timeout);
	}

	@Override
	public void credentials(Frame frame) {
		refresh().receive(frame);
	}

	@Override
	public void askForCredentials(Duration limit) {
		refresh().ask(limit);
	}

	private synchronized CredentialRefresh refresh() {
		CredentialRefresh refresh = this.refresh;
		if (refresh == null) {
			refresh = new CredentialRefresh(control(), format(), this, this.values,
					this.server.connections().handshakeTimeout(), System::nanoTime);
			this.refresh = refresh;
		}
		return refresh;
	}

	@Override
	public Mono<Caller> judge(Map<String, String> headers, ContextValues values) {
		return this.judge.judgeAgain(headers, values, this::inContext).contextWrite(control().context());
	}

	@Override
	public SocketException tell(Throwable failure) {
		return handshakes().tell(control().connection(), failure);
	}

	@Override
	public void closed(CloseReason reason) {
		CredentialRefresh refresh;
		synchronized (this) {
			refresh = this.refresh;
		}
		Steps.runAll(handshakes()::endFailed, () -> ended(Outcome.HANDSHAKE_FAILED, reason.cause().orElse(null)),
				this.steps::dispose, () -> {
					if (refresh != null) {
						refresh.end();
					}
				}, () -> {
					if (this.resuming != null) {
						this.resuming.closed();
					}
				}, () -> this.server.active().forEach((active) -> active.remove(control().connection())));
	}

	private Control control() {
		Assert.state(this.control != null, "Handshake has not begun");
		return this.control;
	}

	private WireFormat format() {
		return this.server.connections().format();
	}

	private HandshakeLog handshakes() {
		return this.current.handshakes();
	}

}
