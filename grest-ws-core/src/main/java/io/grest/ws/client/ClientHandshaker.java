package io.grest.ws.client;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import io.grest.ws.connection.CloseReason;
import io.grest.ws.connection.SocketClosedException;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.ContractError;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.ConnectionClosedException;
import io.grest.ws.error.PayloadTooLargeException;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.error.SocketException;
import io.grest.ws.error.ValidationException;
import io.grest.ws.internal.json.Payloads;
import io.grest.ws.internal.session.Handshaker;
import io.grest.ws.internal.wire.Extensions;
import io.grest.ws.internal.wire.Frame;
import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.internal.wire.Result;
import io.grest.ws.internal.wire.Terms;
import io.grest.ws.internal.wire.WireFormat;
import io.grest.ws.observation.LogText;
import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

import org.springframework.util.Assert;

/**
 * Client side of one handshake: sends the headers, then receives the server's decision.
 */
final class ClientHandshaker<S, C> implements Handshaker {

	private final SocketContract<S, C> contract;

	private final Payloads payloads;

	private final WireFormat format;

	private final Map<String, String> headers;

	private final Terms wanted;

	// Null if the headers are the same each time.
	private final @Nullable Mono<Map<String, String>> renewed;

	private final @Nullable C handler;

	private final MonoSink<SocketConnection<S>> sink;

	private volatile boolean begun;

	// Set by the first of the server's decision, the timeout and the close; only that one
	// counts.
	private final AtomicBoolean ended = new AtomicBoolean();

	private @Nullable Control control;

	// Null if the server has not agreed.
	private volatile @Nullable ClientRefresh refresh;

	/**
	 * Create a handshaker.
	 * @param wanted the extensions to ask for if the connection supports them, and the
	 * maximum message size of the WebSocket
	 * @param renewed makes the headers anew, for each subscription, or {@code null} if
	 * they are the same each time
	 */
	ClientHandshaker(SocketContract<S, C> contract, Payloads payloads, WireFormat format, Map<String, String> headers,
			Terms wanted, @Nullable Mono<Map<String, String>> renewed, @Nullable C handler,
			MonoSink<SocketConnection<S>> sink) {
		this.contract = contract;
		this.payloads = payloads;
		this.format = format;
		this.headers = headers;
		this.wanted = wanted;
		this.renewed = renewed;
		this.handler = handler;
		this.sink = sink;
	}

	/**
	 * Return whether the session has opened.
	 */
	boolean hasBegun() {
		return this.begun;
	}

	@Override
	public void begin(Control control) {
		this.begun = true;
		this.control = control;
		if (!this.format.hasHandshake()) {
			// A rejection arrives as the close of an open connection.
			accepted(Terms.NONE);
			return;
		}
		OutboundFrame handshake = this.format.handshake(headers());
		if (handshake.length() > Terms.MAX_HANDSHAKE) {
			fail(new PayloadTooLargeException("The handshake of " + this.contract.name() + " has " + handshake.length()
					+ " bytes, more than " + Terms.MAX_HANDSHAKE + ": send fewer or shorter headers"));
			return;
		}
		control.send(handshake);
	}

	@SuppressWarnings("unchecked")
	private void accepted(Terms granted) {
		if (this.ended.compareAndSet(false, true)) {
			control().use(granted.with(asked().extensions()));
			Mono<Map<String, String>> renewed = this.renewed;
			if (renewed != null && granted.extensions().include(Extensions.CREDENTIALS)) {
				this.refresh = new ClientRefresh(control(), this.format.credentials(), renewed.map(this::named),
						System::nanoTime);
			}
			control().open(this.handler, null);
			ClientRefresh refresh = this.refresh;
			if (refresh != null) {
				refresh.granted(granted.rights());
			}
			this.sink.success((SocketConnection<S>) control().connection());
		}
	}

	private Terms asked() {
		Terms own = control().terms();
		Extensions wanted = (this.renewed != null) ? this.wanted.extensions().or(Extensions.CREDENTIALS)
				: this.wanted.extensions();
		return new Terms(wanted.and(own.extensions()), Math.min(this.wanted.maxFrameSize(), own.maxFrameSize()));
	}

	// In lower case, as the TypeScript server looks them up. Headers of the user must not
	// ask for extensions: the server alone would use what it grants.
	private Map<String, String> headers() {
		Map<String, String> all = named(this.headers);
		asked().addTo(all);
		return all;
	}

	private Map<String, String> named(Map<String, String> headers) {
		Map<String, String> all = new LinkedHashMap<>();
		headers.forEach((name, value) -> all.put(name.toLowerCase(Locale.ROOT), value));
		Terms.removeFrom(all);
		return all;
	}

	@Override
	public void credentials(Frame frame) {
		ClientRefresh refresh = this.refresh;
		if (refresh == null || !refresh.receive(frame)) {
			control().unexpected();
		}
	}

	@Override
	public void askForCredentials(Duration limit) {
		throw new IllegalStateException("A client renews its credentials, and does not ask for others'");
	}

	@Override
	public void receive(Frame frame) {
		switch (frame.type()) {
			case HANDSHAKE_OK -> accepted(this.format.readAccepted(frame.payload()));
			case HANDSHAKE_ERR -> fail(rejection(frame));
			default -> control().unexpected();
		}
	}

	private SocketException rejection(Frame frame) {
		SocketException error = new ServerErrorException("Rejected by the server");
		try {
			if (this.format.readResult(frame.payload(), null) instanceof Result.Failure failure) {
				error = toException(failure);
			}
		}
		catch (RuntimeException ex) {
			error.addSuppressed(ex);
		}
		error.initCause(new SocketClosedException(
				new CloseReason(SocketCloseStatus.HANDSHAKE_FAILED, CloseReason.Initiator.REMOTE, null)));
		return error;
	}

	// An interceptor may reject with any error that the contract declares, or with a
	// standard error.
	private SocketException toException(Result.Failure failure) {
		ContractError error = this.contract.errors().get(failure.type());
		if (error == null) {
			return new ServerErrorException("Rejected by the server with " + LogText.of(failure.type()));
		}
		Object data = (error.dataType() != null) ? failure.data(this.payloads.reader(error.dataType())) : null;
		return failure.complete(error.create(data));
	}

	@Override
	public void timedOut() {
		fail(new ServerErrorException("Handshake timeout"));
	}

	private void fail(SocketException error) {
		if (this.ended.compareAndSet(false, true)) {
			this.sink.error(error);
			control().reject(null, SocketCloseStatus.HANDSHAKE_FAILED, error);
		}
	}

	@Override
	public void closed(CloseReason reason) {
		ClientRefresh refresh = this.refresh;
		if (refresh != null) {
			refresh.end();
		}
		if (!this.ended.compareAndSet(false, true)) {
			return;
		}
		SocketClosedException cause = new SocketClosedException(reason);
		String text = "Connection closed before the server accepted it: " + LogText.of(reason.status().toString());
		SocketException error = (reason.code() == SocketCloseStatus.INVALID_QUERY.code())
				? new ValidationException(List.of(new ValidationException.Issue("", "invalid.query", text)))
				: new ConnectionClosedException(text, null);
		error.initCause(cause);
		this.sink.error(error);
	}

	private Control control() {
		Assert.state(this.control != null, "Handshake has not begun");
		return this.control;
	}

}
