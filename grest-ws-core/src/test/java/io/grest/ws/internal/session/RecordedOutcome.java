package io.grest.ws.internal.session;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

import io.grest.ws.internal.call.Caller;
import io.grest.ws.internal.wire.Frame;
import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.internal.wire.ResumeOffer;
import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A session of a handshake that records what the handshake asks of it.
 */
final class RecordedOutcome implements Handshaking.Outcome {

	private final List<String> events;

	final List<Caller> callers = new ArrayList<>();

	@Nullable KeptSession kept;

	boolean isHandshaking;

	// Of the session to keep.
	@Nullable Session session;

	RecordedOutcome(List<String> events) {
		this.events = events;
	}

	@Override
	public boolean isHandshaking() {
		return this.isHandshaking;
	}

	@Override
	public void handle(Frame frame) {
		this.events.add("handled " + frame.path());
	}

	@Override
	public void readOn() {
		this.events.add("reads on");
	}

	@Override
	public void opened(@Nullable OutboundFrame frame) {
		this.events.add("opened with " + ((frame != null) ? frame.type() : null));
	}

	@Override
	public void rejected(@Nullable OutboundFrame frame, SocketCloseStatus status, @Nullable Throwable cause) {
		this.events.add("rejected with " + status + ": " + cause.getMessage());
	}

	@Override
	public KeptSession keep(@Nullable SessionListener listener) {
		this.events.add("kept");
		this.kept = this.session.keep(listener);
		return this.kept;
	}

	@Override
	public Mono<Boolean> giveTo(KeptSession session, ResumeOffer peer, LongFunction<@Nullable OutboundFrame> accepted) {
		this.events.add("given away after " + peer.received());
		return Mono.just(session == this.kept);
	}

	@Override
	public void authenticated(Caller before, Caller now) {
		this.callers.add(before);
		this.callers.add(now);
	}

	@Override
	public void failed(Throwable ex) {
		this.events.add("failed " + ex.getMessage());
	}

}
