package io.grest.ws.client;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

import io.grest.ws.internal.Loggers;
import io.grest.ws.internal.session.Handshaker;
import io.grest.ws.internal.wire.CredentialFrames;
import io.grest.ws.internal.wire.CredentialFrames.Accepted;
import io.grest.ws.internal.wire.CredentialFrames.Asked;
import io.grest.ws.internal.wire.CredentialFrames.Refused;
import io.grest.ws.internal.wire.Frame;
import io.grest.ws.observation.LogText;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/**
 * Renewal of the credentials of an open connection: before the rights end, or when the
 * server asks, the headers are made anew and sent. What fails is tried again while there
 * is time.
 */
final class ClientRefresh {

	private static final Log logger = LogFactory.getLog(Loggers.CLIENT);

	// Of the time that the rights last, the least part before their end.
	private static final int PART = 10;

	private static final Duration LONGEST_LEAD = Duration.ofMinutes(1);

	// The server judges at most one refresh in this time.
	private static final Duration PERIOD = Duration.ofSeconds(1);

	// Nothing else would end the attempt.
	private static final Mono<Map<String, String>> NONE = Mono.error(() -> new IllegalStateException(
			"The function that completes the request of the client returned an empty Mono"));

	private final Handshaker.Control control;

	private final CredentialFrames frames;

	private final Mono<Map<String, String>> headers;

	private final LongSupplier clock;

	private final Disposable.Swap timer = Disposables.swap();

	private final Disposable.Swap preparing = Disposables.swap();

	// From the moment that the headers are made until the answer of the server.
	private final AtomicBoolean renewing = new AtomicBoolean();

	private volatile boolean sentBefore;

	private volatile long sentAt;

	// By the clock; meaningful if the rights end.
	private volatile long end;

	private volatile boolean ends;

	/**
	 * Create the renewal of one connection.
	 * @param control the connection
	 * @param frames the frames of credentials
	 * @param headers makes the headers anew, for each subscription
	 * @param clock the clock, as {@link System#nanoTime()}
	 */
	ClientRefresh(Handshaker.Control control, @Nullable CredentialFrames frames, Mono<Map<String, String>> headers,
			LongSupplier clock) {
		this.control = control;
		this.frames = Objects.requireNonNull(frames, "This dialect renews no credentials");
		this.headers = headers;
		this.clock = clock;
	}

	/**
	 * Use the rights that the server has granted.
	 * @param rights how long they last, or {@code null} if they do not end
	 */
	void granted(@Nullable Duration rights) {
		this.ends = rights != null;
		if (rights == null) {
			this.timer.update(null);
			return;
		}
		Duration bounded = (rights.compareTo(Duration.ofDays(36_500)) < 0) ? rights : Duration.ofDays(36_500);
		this.end = this.clock.getAsLong() + bounded.toNanos();
		Duration part = bounded.dividedBy(PART);
		renewAfter(bounded.minus((part.compareTo(LONGEST_LEAD) < 0) ? part : LONGEST_LEAD));
	}

	private void renewAfter(Duration delay) {
		this.timer.update(this.control.later(delay, this::renew));
	}

	private void renew() {
		long wait = this.sentBefore ? PERIOD.toNanos() - (this.clock.getAsLong() - this.sentAt) : 0;
		if (wait > 0) {
			// A server counts from when it has read the last one.
			renewAfter(Duration.ofNanos(wait).plusMillis(PERIOD.toMillis() / PART));
		}
		else if (this.renewing.compareAndSet(false, true)) {
			this.preparing
				.update(this.headers.switchIfEmpty(NONE).subscribe(this::send, (ex) -> failed(ex.toString())));
		}
	}

	private void send(Map<String, String> headers) {
		this.sentAt = this.clock.getAsLong();
		this.sentBefore = true;
		if (!this.control.answer(this.frames.headers(headers))) {
			failed("the headers are larger than the server takes");
		}
	}

	/**
	 * Handle a frame of the server.
	 * @return {@code false} if it is not understood
	 */
	boolean receive(Frame frame) {
		CredentialFrames.Notice notice = this.frames.read(frame.payload());
		if (notice instanceof Accepted accepted) {
			this.renewing.set(false);
			granted(accepted.rights());
		}
		else if (notice instanceof Refused refused) {
			failed("the server refuses them with " + LogText.of(refused.type()));
		}
		else if (notice instanceof Asked) {
			renew();
		}
		return notice != null;
	}

	private void failed(String why) {
		this.renewing.set(false);
		Duration left = Duration.ofNanos(this.end - this.clock.getAsLong());
		boolean again = this.ends && left.compareTo(PERIOD) > 0;
		logger.warn("Credentials of " + this.control.connection() + " are not renewed, " + why + "; "
				+ (again ? "another attempt follows" : "the server closes the connection when they end"));
		if (again) {
			renewAfter(left.dividedBy(2).compareTo(PERIOD) > 0 ? left.dividedBy(2) : PERIOD);
		}
	}

	/**
	 * Release what waits.
	 */
	void end() {
		this.timer.dispose();
		this.preparing.dispose();
	}

}
