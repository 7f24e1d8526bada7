package io.grest.ws.server;

import java.security.Principal;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

import io.grest.ws.context.ContextValues;
import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.error.SocketException;
import io.grest.ws.error.TooManyRequestsException;
import io.grest.ws.error.ValidationException;
import io.grest.ws.handshake.ServerHandshake;
import io.grest.ws.internal.call.Caller;
import io.grest.ws.internal.session.Handshaker;
import io.grest.ws.internal.wire.CredentialFrames;
import io.grest.ws.internal.wire.Frame;
import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.internal.wire.WireFormat;
import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;

/**
 * Renewal of a client's credentials on its open connection: the interceptors of the
 * handshake judge the new ones, one refresh at a time and at most one a second, refused
 * ones included. Whatever fails leaves the old rights to their end.
 */
final class CredentialRefresh {

	private static final long PERIOD = TimeUnit.SECONDS.toNanos(1);

	private final Handshaker.Control control;

	private final WireFormat format;

	private final CredentialFrames frames;

	private final Judge judge;

	private final ContextValues values;

	private final Duration limit;

	private final LongSupplier clock;

	private final AtomicBoolean judging = new AtomicBoolean();

	private final Disposable.Swap judgement = Disposables.swap();

	private final Disposable.Swap asked = Disposables.swap();

	// Read and set by the thread that reads.
	private boolean judgedBefore;

	private long judgedAt;

	/**
	 * Create the renewal of one connection.
	 * @param control the connection
	 * @param format the format of frames, with credentials
	 * @param judge judges new credentials
	 * @param values the values of the connection
	 * @param limit the limit of the time for one judgement
	 * @param clock the clock, as {@link System#nanoTime()}
	 */
	CredentialRefresh(Handshaker.Control control, WireFormat format, Judge judge, ContextValues values, Duration limit,
			LongSupplier clock) {
		this.control = control;
		this.format = format;
		this.frames = Objects.requireNonNull(format.credentials(), "This dialect renews no credentials");
		this.judge = judge;
		this.values = values;
		this.limit = limit;
		this.clock = clock;
	}

	/**
	 * Handle a frame of the client.
	 */
	void receive(Frame frame) {
		long now = this.clock.getAsLong();
		boolean tooEarly = this.judgedBefore && now - this.judgedAt < PERIOD;
		if (tooEarly || !this.judging.compareAndSet(false, true)) {
			answer(this.frames.refused(new TooManyRequestsException("One refresh a second, one at a time")));
			return;
		}
		this.judgedBefore = true;
		this.judgedAt = now;
		try {
			judge(this.format.readHandshake(frame.payload()));
		}
		catch (ValidationException ex) {
			refuse(ex);
		}
	}

	private void judge(Map<String, String> headers) {
		Caller before = this.control.caller();
		ContextValues renewed = new ContextValues();
		Mono<Caller> judged = this.judge.judge(headers, renewed)
			.timeout(this.limit, Mono.error(() -> new ServerErrorException("The interceptors have not completed")))
			.map((caller) -> checked(before, caller));
		this.judgement.update(judged.subscribe((caller) -> accept(caller, renewed), this::refuse));
	}

	private static Caller checked(Caller before, Caller renewed) {
		if (renewed.hasEnded() || !isSame(before.principal(), renewed.principal())) {
			throw new NotAuthorizedException();
		}
		return renewed;
	}

	// Nobody has nothing to renew: it could become somebody.
	private static boolean isSame(@Nullable Principal before, @Nullable Principal renewed) {
		return before != null && renewed != null && before.getName().equals(renewed.getName());
	}

	private void accept(Caller caller, ContextValues renewed) {
		this.asked.update(null);
		this.values.setAll(renewed);
		this.control.authenticated(caller);
		this.judging.set(false);
		answer(this.frames.accepted((caller.expiresAt() != null) ? caller.remaining() : null));
	}

	private void refuse(Throwable ex) {
		SocketException told = this.judge.tell(Exceptions.unwrap(ex));
		this.judging.set(false);
		OutboundFrame frame;
		try {
			frame = this.frames.refused(told);
		}
		catch (Throwable unwritable) {
			frame = this.frames.refused(this.judge.tell(unwritable));
		}
		answer(frame);
	}

	private void answer(OutboundFrame frame) {
		this.control.answer(frame);
	}

	/**
	 * Ask the client for new credentials.
	 * @param limit the time after which the connection is closed without them
	 */
	void ask(Duration limit) {
		this.asked.update(this.control.later(limit, () -> this.control.close(SocketCloseStatus.EXPIRED)));
		answer(this.frames.asked(limit));
	}

	/**
	 * Release what waits.
	 */
	void end() {
		this.judgement.dispose();
		this.asked.dispose();
	}

	/**
	 * Strategy to judge new credentials.
	 */
	interface Judge {

		/**
		 * Judge the headers of a client as those of a {@link ServerHandshake}.
		 * @param headers the headers
		 * @param values the holder of the values that interceptors set
		 * @return the client as it is from now on, or an error
		 */
		Mono<Caller> judge(Map<String, String> headers, ContextValues values);

		/**
		 * Return the error to send for a failure, and log what it hides.
		 */
		SocketException tell(Throwable failure);

	}

}
