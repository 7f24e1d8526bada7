package io.grest.ws.server;

import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.grest.ws.connection.CloseReason;
import io.grest.ws.connection.ConnectionFactory;
import io.grest.ws.connection.Handshaker;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.context.ContextValues;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.error.SocketException;
import io.grest.ws.error.ValidationException;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.handshake.ServerHandshake;
import io.grest.ws.observation.Observed;
import io.grest.ws.observation.SocketMetrics.Outcome;
import io.grest.ws.protocol.Extensions;
import io.grest.ws.protocol.Frame;
import io.grest.ws.protocol.FrameCodec;
import io.grest.ws.protocol.FrameType;
import io.grest.ws.protocol.PayloadCodec;
import io.grest.ws.protocol.SocketCloseStatus;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
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
 * The server's side of one handshake: the query, the client's headers, the interceptors
 * in order, the handler; then the client is told that it is accepted, or why not.
 */
class ServerHandshaker<S, C> implements Handshaker {

	private static final Log logger = LogFactory.getLog(ServerHandshaker.class);

	private static final byte[] REJECTED = FrameCodec.prefix(FrameType.HANDSHAKE_ERR, "");

	private final SocketServer<S, C> server;

	private final ConnectionFactory.Origin origin;

	private final ContextValues values;

	private final @Nullable ValidationException queryFault;

	private final Disposable.Swap interceptors = Disposables.swap();

	private boolean begun;

	private Extensions granted = Extensions.NONE;

	// Of the upgrade request. Let go of with the end of the handshake.
	private @Nullable ContextView opening;

	private @Nullable Control control;

	private @Nullable Observed observed;

	ServerHandshaker(SocketServer<S, C> server, ConnectionFactory.Origin origin, ContextValues values,
			@Nullable ValidationException queryFault, ContextView opening) {
		this.server = server;
		this.origin = origin;
		this.values = values;
		this.queryFault = queryFault;
		this.opening = opening;
	}

	@Override
	public void begin(Control control) {
		this.control = control;
		this.server.active().add(control.connection());
		this.observed = this.server.observeHandshake(context());
		if (this.queryFault != null) {
			ended(Outcome.QUERY_INVALID, this.queryFault);
			rejectQuery(this.queryFault);
		}
		else {
			begun();
		}
	}

	void rejectQuery(ValidationException fault) {
		control().reject(null, SocketCloseStatus.INVALID_QUERY, fault);
	}

	/**
	 * Nothing is wrong so far.
	 */
	void begun() {
		// The client's headers are to come.
	}

	@Override
	public void receive(Frame frame) {
		if (frame.type() != FrameType.HANDSHAKE || this.begun) {
			control().unexpected();
			return;
		}
		this.begun = true;
		Map<String, String> headers = new LinkedCaseInsensitiveMap<>(Locale.ROOT);
		try {
			headers.putAll(codec().readHeaders(frame.payload()));
		}
		catch (ValidationException ex) {
			reject(ex);
			return;
		}
		// Of no concern to interceptors.
		this.granted = control().extensions().and(Extensions.ofHeader(headers.remove(Extensions.HEADER)));
		control().use(this.granted);
		shakeHands(headers);
	}

	void shakeHands(Map<String, String> headers) {
		List<HandshakeInterceptor> chain = this.server.interceptors();
		if (chain.isEmpty()) {
			accept();
			return;
		}
		ServerHandshake handshake = new ServerHandshake(this.server.contract().name(), headers, this.origin.upgrade(),
				this.origin.pathVariables(), this.origin.query(), this.values);
		this.interceptors.update(Flux.fromIterable(chain)
			.concatMap((interceptor) -> apply(interceptor, handshake))
			.contextWrite(context())
			.subscribe(null, this::reject, this::accept));
	}

	private Context context() {
		// The connection may end meanwhile.
		ContextView opening = this.opening;
		Observed observed = this.observed;
		Context context = control().context();
		if (opening != null) {
			context = Context.of(opening).putAll((ContextView) context);
		}
		return (observed != null) ? observed.in(context) : context;
	}

	private Mono<Void> apply(HandshakeInterceptor interceptor, ServerHandshake handshake) {
		return Mono.defer(() -> {
			control().inContext(this.observed, () -> interceptor.parseHandshake(handshake));
			return interceptor.process(handshake);
		});
	}

	@SuppressWarnings("unchecked")
	private void accept() {
		SocketConnection<C> connection = (SocketConnection<C>) control().connection();
		try {
			control().inContext(this.observed, () -> {
				S implementation = this.server.handler().connect(connection);
				Assert.state(implementation != null,
						() -> this.server.handler() + " returned null from connect: return what handles the calls");
				control().open(implementation, accepted());
			});
			ended(Outcome.OK, null);
		}
		catch (Throwable ex) {
			reject(ex);
		}
	}

	/**
	 * What tells a client that it is accepted.
	 */
	byte @Nullable [] accepted() {
		return codec().encodeAccepted(this.granted);
	}

	void reject(Throwable ex) {
		SocketException told = tell(Exceptions.unwrap(ex));
		byte[] frame;
		try {
			frame = codec().encodeError(REJECTED, "", told);
		}
		catch (RuntimeException unwritable) {
			frame = codec().encodeError(REJECTED, "", tell(unwritable));
		}
		ended(told.type(), told);
		control().reject(frame, SocketCloseStatus.HANDSHAKE_FAILED, told);
	}

	/**
	 * Tell what observes the handshake how it ended, and let go of it and of the request
	 * that it is part of. The first end counts.
	 */
	void ended(String result, @Nullable Throwable error) {
		Observed ended = this.observed;
		this.opening = null;
		this.observed = null;
		if (ended != null) {
			ended.ended(result, error);
		}
	}

	private SocketException tell(Throwable ex) {
		if (ex instanceof SocketException known) {
			if (logger.isDebugEnabled()) {
				logger.debug(control().connection() + " is rejected: " + known.type() + " " + known.context().ref());
			}
			return known;
		}
		ServerErrorException told = new ServerErrorException(null, ex);
		logger.error(told.context().ref() + ": handshake of " + control().connection()
				+ " failed; the client is told SERVER_ERROR", ex);
		return told;
	}

	@Override
	public void timedOut() {
		ServerErrorException timeout = new ServerErrorException("Handshake timeout");
		ended(Outcome.HANDSHAKE_FAILED, timeout);
		reject(timeout);
	}

	@Override
	public void closed(CloseReason reason) {
		try {
			ended(Outcome.HANDSHAKE_FAILED, reason.cause());
		}
		finally {
			try {
				this.interceptors.dispose();
			}
			finally {
				this.server.active().remove(control().connection());
			}
		}
	}

	Control control() {
		Assert.state(this.control != null, "Handshake has not begun");
		return this.control;
	}

	PayloadCodec codec() {
		return this.server.codec();
	}

}
