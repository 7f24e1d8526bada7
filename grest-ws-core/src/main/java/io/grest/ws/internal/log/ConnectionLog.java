package io.grest.ws.internal.log;

import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.SocketException;
import io.grest.ws.handshake.UpgradeRequest;
import io.grest.ws.internal.Loggers;
import io.grest.ws.internal.call.CallLog;
import io.grest.ws.internal.call.FailureLog;
import io.grest.ws.internal.transport.TrafficLog;
import io.grest.ws.internal.wire.Frame;
import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.observation.DropReason;
import io.grest.ws.observation.LogText;
import io.grest.ws.observation.SocketMetrics;
import io.grest.ws.observation.SocketMetrics.Outcome;
import io.grest.ws.protocol.SocketCloseStatus;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Log and metrics of one connection: its start, traffic, faults and end. All faults are
 * counted. The first fault of a kind is logged at WARN, because it points to something to
 * fix; later ones are logged at DEBUG, so that a peer cannot flood the log.
 *
 * @since 0.1.0
 */
public final class ConnectionLog extends AtomicInteger implements TrafficLog, CallLog {

	private static final Log logger = LogFactory.getLog(Loggers.CONNECTION);

	private static final int LONG = 256;

	private static final String DROPPED = " dropped a frame: ";

	private static final String REFUSED = " refused a call: ";

	// Each counter is written by one thread at a time, and may be read by any.
	private static final AtomicLongFieldUpdater<ConnectionLog> RECEIVED = AtomicLongFieldUpdater
		.newUpdater(ConnectionLog.class, "received");

	private static final AtomicLongFieldUpdater<ConnectionLog> SENT = AtomicLongFieldUpdater
		.newUpdater(ConnectionLog.class, "sent");

	// Bits of the value: the events so far, and below them the drop reasons already
	// logged at WARN.
	private static final int LATE = 1 << 28;

	private static final int OPENED = 1 << 29;

	private static final int REJECTED = 1 << 30;

	private static final int CLOSED = 1 << 31;

	private final Object connection;

	private final UpgradeRequest upgrade;

	private final SocketMetrics.OfContract metrics;

	// Replaced when another contract joins the connection of a client.
	private volatile FrameLogger frames;

	private final FailureLog failures;

	// In a format without other protocol versions, every malformed or unexpected frame
	// points to a fault.
	private final boolean warnsOfAll;

	private final long since = System.nanoTime();

	private volatile long received;

	private volatile long sent;

	// Whether frames are logged, kept for one round of writing because a logger asks all
	// its filters. For the writing thread; the reading one may see it late.
	private @Nullable Boolean tracing;

	/**
	 * Create the log of a connection.
	 * @param connection the connection, for its name
	 * @param upgrade the HTTP request that opened the WebSocket
	 * @param metrics the metrics to record to
	 * @param frames the log of frames
	 * @param failures the log of failures
	 * @param warnsOfAll whether drops of every reason are logged at WARN once
	 */
	public ConnectionLog(Object connection, UpgradeRequest upgrade, SocketMetrics.OfContract metrics,
			FrameLogger frames, FailureLog failures, boolean warnsOfAll) {
		this.connection = connection;
		this.upgrade = upgrade;
		this.metrics = metrics;
		this.frames = frames;
		this.failures = failures;
		this.warnsOfAll = warnsOfAll;
	}

	/**
	 * Return the time since the WebSocket was opened.
	 * @return the time in nanoseconds
	 */
	public long age() {
		return System.nanoTime() - this.since;
	}

	/**
	 * Log the frames of another contract as well.
	 * @param contract the contract, with sensitive values of its own
	 */
	public synchronized void add(SocketContract<?, ?> contract) {
		this.frames = this.frames.and(contract);
	}

	private int mark(int bit) {
		return getAndUpdate((bits) -> bits | bit);
	}

	// Begin and end

	/**
	 * Record a successful handshake.
	 */
	public void opened() {
		// A connection that closed while it opened has never been open.
		if ((mark(OPENED) & CLOSED) != 0) {
			return;
		}
		this.metrics.opened(age());
		if (logger.isDebugEnabled()) {
			logger.debug(this.connection + " opened with " + LogText.of(this.upgrade.toString(), LONG));
		}
	}

	/**
	 * Record the timeout of the handshake, which is about to fail.
	 */
	public void handshakeTimedOut() {
		mark(LATE);
	}

	/**
	 * Record a failed handshake.
	 * @param status the code and reason of the close
	 * @param cause the failure, or {@code null} for none
	 */
	public void rejected(SocketCloseStatus status, @Nullable Throwable cause) {
		int before = mark(REJECTED);
		String type = (cause instanceof SocketException known && (before & LATE) == 0) ? known.type()
				: Outcome.HANDSHAKE_FAILED;
		this.metrics.rejected(isQuery(status) ? Outcome.QUERY_INVALID : type, age());
	}

	/**
	 * Record the close of the connection.
	 * @param status the code and reason
	 * @param local whether this side closed it
	 * @param reason a description of the close, for the log
	 * @param receivedBytes the number of received bytes
	 * @param sentBytes the number of sent bytes
	 */
	public void closed(SocketCloseStatus status, boolean local, Object reason, long receivedBytes, long sentBytes) {
		int before = mark(CLOSED);
		if (status.code() == SocketCloseStatus.TOO_BIG.code()) {
			tooBig(local);
		}
		if ((before & (OPENED | REJECTED)) == 0) {
			this.metrics.rejected(isQuery(status) ? Outcome.QUERY_INVALID : Outcome.HANDSHAKE_FAILED, age());
		}
		this.metrics.closed((before & OPENED) != 0, status.code());
		if (logger.isDebugEnabled()) {
			logger.debug(this.connection + " closed after " + TimeUnit.NANOSECONDS.toMillis(age()) + " ms: "
					+ LogText.of(reason.toString(), LONG) + "; received " + this.received + " messages of "
					+ receivedBytes + " bytes, sent " + this.sent + " of " + sentBytes);
		}
	}

	private void tooBig(boolean local) {
		String cause = local
				? " closed: the peer sent a message over max-frame-size; send less, or set grest.ws.server.max-frame-size"
						+ " (grest.ws.client.max-frame-size in a client)"
				// A server other than Reactor Netty closes by itself, which cannot be
				// told apart.
				: " closed: a message exceeded the limit of its receiver; send less, or raise max-frame-size there"
						+ " (grest.ws.server.max-frame-size, grest.ws.client.max-frame-size)";
		if (this.frames.isNewCause(cause)) {
			logger.warn(this.connection + cause + "; logged once an hour");
		}
	}

	private static boolean isQuery(SocketCloseStatus status) {
		return status.code() == SocketCloseStatus.INVALID_QUERY.code();
	}

	// Traffic

	/**
	 * Record a received text message.
	 * @param bytes the buffer with the message
	 * @param length the length of the message in bytes
	 * @param frame the decoded frame, or {@code null} if the message is not a frame
	 */
	public void received(byte[] bytes, int length, @Nullable Frame frame) {
		RECEIVED.lazySet(this, this.received + 1);
		this.metrics.received(length);
		Boolean tracing = this.tracing;
		if ((tracing != null) ? tracing : this.frames.isEnabled()) {
			this.frames.received(this.connection, bytes, length, frame);
		}
	}

	/**
	 * Record a text frame that is passed to the transport. Called by the writing thread,
	 * which soon after reports it as {@linkplain #sent sent}.
	 * @param frame the frame
	 */
	@Override
	public void sending(OutboundFrame frame) {
		Boolean tracing = this.tracing;
		if (tracing == null) {
			tracing = this.frames.isEnabled();
			this.tracing = tracing;
		}
		if (tracing) {
			this.frames.sent(this.connection, frame);
		}
	}

	/**
	 * Record text frames that were flushed together. Called by the writing thread.
	 * @param count the number of frames
	 * @param bytes the number of their bytes
	 */
	@Override
	public void sent(int count, long bytes) {
		this.tracing = null;
		SENT.lazySet(this, this.sent + count);
		this.metrics.sent(bytes);
	}

	/**
	 * Record the frames that wait to be sent.
	 * @param frames the number of frames
	 * @param bytes the number of their bytes
	 */
	@Override
	public void waiting(int frames, long bytes) {
		this.metrics.waiting(frames, bytes);
	}

	// Faults

	/**
	 * Log a failure that cannot be reported to the peer.
	 * @param ex the failure
	 */
	public void failed(Throwable ex) {
		this.failures.error(logger, "connection", this.connection + " failed and closes with 1011", ex);
	}

	/**
	 * Log a failed step of the connection's end. The other steps still run.
	 * @param ex the failure
	 */
	public void endFailed(Throwable ex) {
		this.failures.error(logger, "end", this.connection + " has ended, but a step of its clean-up failed", ex);
	}

	/**
	 * Log a close that is the fault of the peer.
	 * @param status the code and reason of the close
	 * @param fault the fault of the peer
	 * @param frames the number of frames that wait for it
	 * @param bytes the number of their bytes
	 */
	public void givenUp(SocketCloseStatus status, String fault, int frames, long bytes) {
		if (status == SocketCloseStatus.HEARTBEAT_TIMEOUT) {
			this.metrics.heartbeatTimedOut();
		}
		else {
			this.metrics.slowConsumer();
		}
		logger.warn(this.connection + " closes with " + status + ": the peer" + address() + " " + fault + "; " + frames
				+ " frames of " + bytes + " bytes wait to be sent");
	}

	// A client knows its server by the URL, whose query may contain secrets.
	private String address() {
		return this.upgrade.remoteAddress().map((address) -> " at " + address).orElseGet(this::addressOfServer);
	}

	private String addressOfServer() {
		URI uri = this.upgrade.uri();
		return (uri.getHost() != null) ? " at " + uri.getScheme() + "://" + uri.getHost()
				+ ((uri.getPort() != -1) ? ":" + uri.getPort() : "") + uri.getRawPath() : "";
	}

	/**
	 * Record a dropped frame.
	 * @param reason the reason
	 * @param detail a description, which may contain text of the peer
	 */
	@Override
	public void dropped(DropReason reason, String detail) {
		this.metrics.frameDropped(reason);
		told(DROPPED, reason, detail);
	}

	/**
	 * Record a call that was answered with an error instead of being run.
	 * @param reason the reason
	 * @param detail a description, which may contain text of the peer
	 */
	@Override
	public void refused(DropReason reason, String detail) {
		this.metrics.callRefused(reason);
		told(REFUSED, reason, detail);
	}

	/**
	 * Record a call that is answered with an error instead of its result.
	 * @param reason the reason
	 * @param detail a description
	 */
	@Override
	public void replaced(DropReason reason, String detail) {
		told(" answered with an error instead: ", reason, detail);
	}

	/**
	 * Return this log for the calls of one of the contracts of the connection.
	 * @param metrics the metrics that its faults are counted in
	 * @return the log
	 */
	public CallLog of(SocketMetrics.OfContract metrics) {
		return new OfContract(this, metrics);
	}

	private void told(String what, DropReason reason, String detail) {
		int bit = 1 << reason.ordinal();
		if ((reason.isWorthWarning() || this.warnsOfAll) && (mark(bit) & bit) == 0) {
			logger.warn(this.connection + what + describe(reason, detail)
					+ "; more of this kind are counted, and logged at DEBUG");
		}
		else if (logger.isDebugEnabled()) {
			logger.debug(this.connection + what + describe(reason, detail));
		}
	}

	private static String describe(DropReason reason, String detail) {
		return detail.isEmpty() ? reason.name() : reason + " " + LogText.of(detail);
	}

	/**
	 * Log of the calls of one contract.
	 */
	private record OfContract(ConnectionLog log, SocketMetrics.OfContract metrics) implements CallLog {

		@Override
		public void dropped(DropReason reason, String detail) {
			this.metrics.frameDropped(reason);
			this.log.told(DROPPED, reason, detail);
		}

		@Override
		public void refused(DropReason reason, String detail) {
			this.metrics.callRefused(reason);
			this.log.told(REFUSED, reason, detail);
		}

		@Override
		public void replaced(DropReason reason, String detail) {
			this.log.replaced(reason, detail);
		}

	}

}
