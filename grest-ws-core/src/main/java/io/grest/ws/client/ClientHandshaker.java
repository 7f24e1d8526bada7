package io.grest.ws.client;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
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
import io.grest.ws.internal.wire.ContractVersions;
import io.grest.ws.internal.wire.Extensions;
import io.grest.ws.internal.wire.Frame;
import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.internal.wire.Result;
import io.grest.ws.internal.wire.ResumeGrant;
import io.grest.ws.internal.wire.ResumeOffer;
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

	private final String fingerprint;

	private final Map<String, String> headers;

	private final Terms wanted;

	// Null if the headers are the same each time.
	private final @Nullable Mono<Map<String, String>> renewed;

	private final @Nullable C handler;

	private final MonoSink<SocketConnection<S>> sink;

	// Null if the client cannot go on with its session.
	private final @Nullable ClientResume resume;

	private volatile boolean begun;

	// Set by the first of the server's decision, the timeout and the close; only that one
	// counts.
	private final AtomicBoolean ended = new AtomicBoolean();

	private @Nullable Control control;

	// Null if the server has not agreed.
	private volatile @Nullable ClientRefresh refresh;

	/**
	 * Create a handshaker.
	 * @param fingerprint the fingerprint of the contract
	 * @param wanted the extensions to ask for if the connection supports them, and the
	 * maximum message size of the WebSocket
	 * @param renewed makes the headers anew, for each subscription, or {@code null} if
	 * they are the same each time
	 * @param resume what lets the client go on with its session, or {@code null} for
	 * nothing
	 */
	ClientHandshaker(SocketContract<S, C> contract, Payloads payloads, WireFormat format, String fingerprint,
			Map<String, String> headers, Terms wanted, @Nullable Mono<Map<String, String>> renewed, @Nullable C handler,
			MonoSink<SocketConnection<S>> sink, @Nullable ClientResume resume) {
		this.contract = contract;
		this.payloads = payloads;
		this.format = format;
		this.fingerprint = fingerprint;
		this.headers = headers;
		this.wanted = wanted;
		this.renewed = renewed;
		this.handler = handler;
		this.sink = sink;
		this.resume = resume;
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

	private void accepted(Terms granted) {
		if (!this.ended.compareAndSet(false, true)) {
			return;
		}
		ResumeGrant grant = granted.resume();
		ClientResume.Kept kept = (this.resume != null) ? this.resume.kept() : null;
		if (grant == null || grant.session() != ResumeGrant.Kind.SAME) {
			open(granted, kept);
		}
		else if (kept != null) {
			goOn(kept, granted, grant);
		}
		else {
			reject(new ServerErrorException("The session that the server goes on with has ended meanwhile"));
		}
	}

	// The messages that the server sends again are right behind.
	private void goOn(ClientResume.Kept kept, Terms granted, ResumeGrant grant) {
		ClientResume resume = Objects.requireNonNull(this.resume);
		resume.goOn(kept, grant);
		control().goOn(kept.session(), new ResumeOffer("", grant.received(), 0), (received) -> null)
			.subscribe((same) -> {
				if (same) {
					kept.rights().accept(new ClientResume.Rights(granted.rights()));
					this.sink.success(connection(kept.connection()));
					resume.wentOn();
				}
				else {
					reject(new ServerErrorException("The server asks for frames that are not there to send again"));
				}
			});
	}

	@SuppressWarnings("unchecked")
	private SocketConnection<S> connection(SocketConnection<?> connection) {
		return (SocketConnection<S>) connection;
	}

	private void open(Terms granted, ClientResume.@Nullable Kept before) {
		if (before != null) {
			before.session().end(SocketCloseStatus.ABNORMAL);
		}
		control().use(granted.with(asked().extensions()));
		Mono<Map<String, String>> renewed = this.renewed;
		if (renewed != null && granted.extensions().include(Extensions.CREDENTIALS)) {
			this.refresh = new ClientRefresh(control(), this.format.credentials(), renewed.map(this::named),
					System::nanoTime);
		}
		ResumeGrant grant = granted.resume();
		if (this.resume != null && grant != null) {
			this.resume.keep(control().keep(this.resume), control().connection(), grant, this::granted);
		}
		control().open(this.handler, null);
		granted(new ClientResume.Rights(granted.rights()));
		this.sink.success(connection(control().connection()));
	}

	private void granted(ClientResume.Rights rights) {
		ClientRefresh refresh = this.refresh;
		if (refresh != null) {
			refresh.granted(rights.lasting());
		}
	}

	private Terms asked() {
		Terms own = control().terms();
		Extensions wanted = (this.renewed != null) ? this.wanted.extensions().or(Extensions.CREDENTIALS)
				: this.wanted.extensions();
		if (this.resume != null) {
			wanted = wanted.or(Extensions.RESUME);
		}
		return new Terms(wanted.and(own.extensions()), Math.min(this.wanted.maxFrameSize(), own.maxFrameSize()));
	}

	// In lower case, as the TypeScript server looks them up. Headers of the user must not
	// ask for extensions: the server alone would use what it grants.
	private Map<String, String> headers() {
		Map<String, String> all = named(this.headers);
		asked().addTo(all);
		all.put(ContractVersions.HEADER, ContractVersions.toHeader(this.contract.name(), this.fingerprint));
		if (this.resume != null) {
			this.resume.addTo(all);
		}
		return all;
	}

	private Map<String, String> named(Map<String, String> headers) {
		Map<String, String> all = new LinkedHashMap<>();
		headers.forEach((name, value) -> all.put(name.toLowerCase(Locale.ROOT), value));
		Terms.removeFrom(all);
		all.remove(ContractVersions.HEADER);
		ClientResume.removeFrom(all);
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
		catch (Throwable ex) {
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
			reject(error);
		}
	}

	private void reject(SocketException error) {
		this.sink.error(error);
		control().reject(null, SocketCloseStatus.HANDSHAKE_FAILED, error);
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
