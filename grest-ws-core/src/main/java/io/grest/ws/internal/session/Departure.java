package io.grest.ws.internal.session;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

import io.grest.ws.connection.SocketConnection.State;
import io.grest.ws.internal.wire.ResumeFrames;
import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;

/**
 * Orderly end of a session whose server stops: the client lets its calls end, says how
 * much it has sent, and sends no more; the server ends the session, and gives a receipt
 * once the client has all.
 */
final class Departure {

	// For the calls of a client that is to leave.
	private static final Duration PATIENCE = Duration.ofSeconds(5);

	// Until balancers send nobody to this node any more.
	private static final Duration BACK = Duration.ofSeconds(1);

	private static final Duration AGAIN = Duration.ofMillis(20);

	private final SessionState state;

	private final SessionLinks links;

	private final SessionSender sender;

	private final SessionCalls calls;

	private final SessionTimer timer;

	private final SessionSettings settings;

	private final ResumeFrames frames;

	// Ends the session of a server, but not its link.
	private final Runnable departed;

	// Once all is passed on, the client is told when it has it.
	private volatile boolean departing;

	private final AtomicBoolean told = new AtomicBoolean();

	// Whether the server ends the link of this client.
	private volatile boolean leaving;

	private volatile KeptSession.@Nullable Keeper keeper;

	Departure(SessionState state, SessionLinks links, SessionSender sender, SessionCalls calls, SessionTimer timer,
			SessionSettings settings, Runnable departed) {
		this.state = state;
		this.links = links;
		this.sender = sender;
		this.calls = calls;
		this.timer = timer;
		this.settings = settings;
		this.frames = Objects.requireNonNull(settings.format().resume());
		this.departed = departed;
	}

	void receipts(KeptSession.Keeper keeper) {
		this.keeper = keeper;
	}

	// Server

	/**
	 * Ask the client to leave.
	 * @param spread the time after others that it is to come back
	 * @return {@code false} if it is not there to be asked
	 */
	boolean ask(Duration spread) {
		if (!this.state.isOpen()) {
			return false;
		}
		this.links.endWithCurrent();
		Link link = this.sender.link();
		long heard = link.reader().received();
		this.sender.answer(this.frames.leave(BACK.plus(spread)));
		// Who is there acknowledges at once.
		this.timer.later(this.settings.options().closeTimeout(), () -> {
			if (!this.state.isClosed() && link.reader().received() == heard) {
				this.calls.goAway(Duration.ZERO);
			}
		});
		return true;
	}

	/**
	 * Handle that the client sends no more.
	 * @param sent the number of counted frames that it has sent
	 */
	void left(long sent) {
		SessionLinks.Counts counts = this.links.counts();
		if (counts == null || counts.received().count() != sent || this.state.isClosed()) {
			return;
		}
		Link link = this.sender.link();
		this.departed.run();
		this.timer.schedule(this.settings.options().closeTimeout(), () -> link.close(SocketCloseStatus.GOING_AWAY));
		// From then on nothing counts any more, whoever sends it.
		this.sender.queue().finish(() -> {
			this.departing = true;
			acknowledged();
		});
	}

	/**
	 * Handle an acknowledgement.
	 */
	void acknowledged() {
		SessionLinks.Counts counts = this.links.counts();
		if (!this.departing || counts == null || counts.sent().acknowledged() != counts.sent().count()
				|| !this.told.compareAndSet(false, true)) {
			return;
		}
		KeptSession.Keeper keeper = this.keeper;
		String receipt = (keeper != null) ? keeper.receipt(counts.received().count(), counts.sent().count()) : null;
		if (receipt != null) {
			this.sender.queue().sayLast(this.frames.receipt(receipt));
		}
		this.sender.link().close(SocketCloseStatus.GOING_AWAY);
	}

	// Client

	/**
	 * Let the calls of both sides end, then tell the server that nothing more is sent.
	 * The session ends with its link, in order or not.
	 */
	void depart() {
		this.links.endWithCurrent();
		this.links.acknowledgeEach();
		// They go on with the next session, and may never end by themselves.
		this.calls.pending().closeContinued();
		departOnceDone(System.nanoTime() + PATIENCE.toNanos());
	}

	/**
	 * Return whether this client waits for its server to end the link, which brings the
	 * receipt.
	 */
	boolean isLeaving() {
		return this.leaving;
	}

	private void departOnceDone(long end) {
		boolean waits = this.calls.pending().size() > 0 || this.calls.inbound().inFlight() > 0;
		if (waits && end - System.nanoTime() > 0 && this.state.isOpen()) {
			this.timer.later(AGAIN, () -> departOnceDone(end));
			return;
		}
		SessionLinks.Counts counts = this.links.counts();
		this.leaving = true;
		if (counts == null || this.state.moveTo(State.DRAINING) != State.OPEN) {
			this.leaving = false;
			return;
		}
		this.calls.pending().close();
		this.calls.inbound().close();
		this.sender.queue().finish(() -> this.sender.queue().sayLast(this.frames.left(counts.sent().count())));
	}

}
