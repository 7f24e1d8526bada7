package io.grest.ws.server;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import io.grest.ws.connection.CloseReason;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.context.ContextValues;
import io.grest.ws.error.PayloadTooLargeException;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.error.SocketException;
import io.grest.ws.error.ValidationException;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.handshake.ServerHandshake;
import io.grest.ws.internal.Loggers;
import io.grest.ws.internal.session.ConnectionFactory;
import io.grest.ws.internal.session.Handshaker;
import io.grest.ws.internal.wire.Extensions;
import io.grest.ws.internal.wire.Frame;
import io.grest.ws.internal.wire.Terms;
import io.grest.ws.internal.wire.WireFormat;
import io.grest.ws.observation.LogText;
import io.grest.ws.observation.Observed;
import io.grest.ws.observation.SocketMetrics.Outcome;
import io.grest.ws.protocol.FrameType;
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
 * Server side of one handshake: binds the query, reads the client's headers, and calls
 * the interceptors in order and the handler; then accepts or rejects the client. In a
 * dialect without handshake frames, interceptors see only the upgrade request, and a
 * client is not notified of its acceptance, so it may send frames before.
 */
final class ServerHandshaker<S, C> implements Handshaker {

	private static final Log logger = LogFactory.getLog(Loggers.SERVER);

	private static final int LONG = 512;

	private final SocketServer<S, C> server;

	private final ConnectionFactory.Origin origin;

	private final ContextValues values;

	private final @Nullable ValidationException queryFault;

	private final Disposable.Swap interceptors = Disposables.swap();

	private boolean begun;

	private Terms granted = Terms.NONE;

	// Context of the upgrade request. Released at the end of the handshake.
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
			warnOfQuery(this.queryFault);
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

	private void warnOfQuery(ValidationException fault) {
		String issues = LogText.of(fault.issues()
			.stream()
			.map((issue) -> "'" + issue.path() + "' " + issue.message() + " (" + issue.code() + ")")
			.collect(Collectors.joining(", ")), LONG);
		String line = "Refused the query of " + control().connection() + ": " + issues
				+ "; a client must send the parameters that the contract's query type declares";
		if (this.server.refusedQueries().add(issues)) {
			logger.warn(line + "; logged once an hour");
		}
		else {
			logger.debug(line);
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
		// Read once: the connection may end meanwhile.
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
						() -> this.server.handler() + " returned null from connect: return the handler of the calls");
				control().open(implementation, format().accepted(this.granted));
			});
			ended(Outcome.OK, null);
		}
		catch (Throwable ex) {
			reject(ex);
		}
	}

	private void reject(Throwable ex) {
		Throwable failure = Exceptions.unwrap(ex);
		SocketException told = tell(failure);
		WireFormat.Farewell farewell;
		try {
			farewell = format().rejected(told);
		}
		catch (RuntimeException unwritable) {
			told = tell(unwritable);
			farewell = format().rejected(told);
		}
		// The client receives only the code.
		if (told == failure && farewell.frame() == null && farewell.status() == SocketCloseStatus.INTERNAL_ERROR) {
			logger.error(told.context().ref() + ": handshake of " + control().connection() + " failed with "
					+ told.type() + "; the connection is closed with " + farewell.status(), told);
		}
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
		if (ended != null) {
			ended.ended(result, error);
		}
	}

	private SocketException tell(Throwable ex) {
		if (ex instanceof SocketException known) {
			if (logger.isDebugEnabled()) {
				logger
					.debug(control().connection() + " is rejected with " + known.type() + " " + known.context().ref());
			}
			return known;
		}
		SocketException translated = this.server.errors().translate(ex);
		if (translated != null) {
			logger.debug(control().connection() + " is rejected with " + translated.type() + " "
					+ translated.context().ref() + " for " + ex);
			return translated;
		}
		ServerErrorException told = new ServerErrorException(null, ex);
		String line = told.context().ref() + ": handshake of " + control().connection()
				+ " failed; the client receives SERVER_ERROR";
		if (this.server.errors().isNew("handshake", ex)) {
			logger.error(line, ex);
		}
		else {
			logger.error(line + ": " + ex + " (stack trace logged once an hour)");
			logger.debug(line, ex);
		}
		return told;
	}

	@Override
	public void timedOut() {
		warnOfTimeout();
		ServerErrorException timeout = new ServerErrorException("Handshake timeout");
		ended(Outcome.HANDSHAKE_FAILED, timeout);
		reject(timeout);
	}

	/**
	 * Log that the handshake has taken too long.
	 */
	private void warnOfTimeout() {
		String fault = this.begun || !this.server.contract().dialect().hasHandshake()
				? "an interceptor has not completed" : "the client has not sent its handshake";
		String line = "Handshake of " + control().connection() + " has taken longer than"
				+ " grest.ws.server.handshake-timeout: " + fault;
		if (this.server.lateHandshakes().add(fault)) {
			logger.warn(line + "; logged once an hour");
		}
		else {
			logger.debug(line);
		}
	}

	@Override
	public void closed(CloseReason reason) {
		try {
			ended(Outcome.HANDSHAKE_FAILED, reason.cause().orElse(null));
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

	private Control control() {
		Assert.state(this.control != null, "Handshake has not begun");
		return this.control;
	}

	private WireFormat format() {
		return this.server.format();
	}

}
