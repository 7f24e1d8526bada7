package io.grest.ws.internal.log;

import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

import io.grest.ws.internal.Loggers;
import io.grest.ws.internal.call.CallLog;
import io.grest.ws.error.SocketException;
import io.grest.ws.handshake.UpgradeRequest;
import io.grest.ws.observation.DropReason;
import io.grest.ws.observation.LogText;
import io.grest.ws.observation.SocketMetrics;
import io.grest.ws.observation.SocketMetrics.Outcome;
import io.grest.ws.protocol.Frame;
import io.grest.ws.protocol.OutboundFrame;
import io.grest.ws.protocol.SocketCloseStatus;
import io.grest.ws.internal.transport.TrafficLog;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * What is told of one connection: its begin, its end, what went through it, and its
 * faults. All of it is counted. The first fault of a kind is worth a warning, for it
 * hints at something that somebody should mend; the rest would only let a peer flood the
 * log.
 *
 * @since 0.1.0
 */
public final class ConnectionLog extends AtomicInteger implements TrafficLog, CallLog {

	private static final Log logger = LogFactory.getLog(Loggers.CONNECTION);

	private static final int LONG = 256;

	// Each counter is written by one thread at a time, and may be read by any.
	private static final AtomicLongFieldUpdater<ConnectionLog> RECEIVED = AtomicLongFieldUpdater
		.newUpdater(ConnectionLog.class, "received");

	private static final AtomicLongFieldUpdater<ConnectionLog> SENT = AtomicLongFieldUpdater
		.newUpdater(ConnectionLog.class, "sent");

	// The bits of its value: what has happened, and below them the drop reasons that were
	// warned of.
	private static final int LATE = 1 << 28;

	private static final int OPENED = 1 << 29;

	private static final int REJECTED = 1 << 30;

	private static final int CLOSED = 1 << 31;

	private final Object connection;

	private final UpgradeRequest upgrade;

	private final SocketMetrics.OfContract metrics;

	private final FrameLog frames;

	// Where peers of another protocol version are not to be expected, whatever they send
	// that is nothing hints at a fault.
	private final boolean warnsOfAll;

	private final long since = System.nanoTime();

	private volatile long received;

	private volatile long sent;

	// Whether frames are logged, known while some are about to leave together: a logger
	// asks all its filters. For the draining thread; the receiving one may see it late.
	private @Nullable Boolean tracing;

	/**
	 * Begin with a connection.
	 * @param connection names the connection
	 * @param upgrade the HTTP request that opened the WebSocket
	 * @param metrics is told of what is counted
	 * @param frames logs frames
	 * @param warnsOfAll whether frames that are none hint at a fault as well
	 */
	public ConnectionLog(Object connection, UpgradeRequest upgrade, SocketMetrics.OfContract metrics, FrameLog frames,
			boolean warnsOfAll) {
		this.connection = connection;
		this.upgrade = upgrade;
		this.metrics = metrics;
		this.frames = frames;
		this.warnsOfAll = warnsOfAll;
	}

	/**
	 * How long ago the WebSocket was opened.
	 * @return nanoseconds
	 */
	public long age() {
		return System.nanoTime() - this.since;
	}

	private int mark(int bit) {
		return getAndUpdate((bits) -> bits | bit);
	}

	// Begin and end

	/**
	 * The handshake succeeded.
	 */
	public void opened() {
		// A connection may close just as it opens; it has never been open then.
		if ((mark(OPENED) & CLOSED) != 0) {
			return;
		}
		this.metrics.opened(age());
		if (logger.isDebugEnabled()) {
			logger.debug(this.connection + " opened with " + LogText.of(this.upgrade.toString(), LONG));
		}
	}

	/**
	 * The handshake takes too long, and is about to fail for that.
	 */
	public void handshakeTimedOut() {
		mark(LATE);
	}

	/**
	 * The handshake failed.
	 * @param status what the connection closes with
	 * @param cause what failed, or {@code null}
	 */
	public void rejected(SocketCloseStatus status, @Nullable Throwable cause) {
		int before = mark(REJECTED);
		String type = (cause instanceof SocketException known && (before & LATE) == 0) ? known.type()
				: Outcome.HANDSHAKE_FAILED;
		this.metrics.rejected(isQuery(status) ? Outcome.QUERY_INVALID : type, age());
	}

	/**
	 * The connection has closed.
	 * @param status the code and reason
	 * @param local whether this side closed it
	 * @param reason the same in words, with whose close it was
	 * @param receivedBytes how much has arrived
	 * @param sentBytes how much went out
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
				// A server other than Reactor Netty closes by itself, which looks the
				// same.
				: " closed: a message was larger than its receiver takes; send less, or raise max-frame-size there"
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
	 * A text message has arrived.
	 * @param bytes holds it
	 * @param length its length, from the first byte on
	 * @param frame the frame that it is, or {@code null} if it is none
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
	 * A text frame goes out. The draining thread says so, and soon after that it has
	 * {@linkplain #sent left}.
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
	 * Text frames have left, together. The draining thread says so.
	 * @param count how many
	 * @param bytes how many bytes they have
	 */
	@Override
	public void sent(int count, long bytes) {
		this.tracing = null;
		SENT.lazySet(this, this.sent + count);
		this.metrics.sent(bytes);
	}

	/**
	 * Something waits to be sent.
	 * @param frames how many frames
	 * @param bytes how many bytes they have
	 */
	@Override
	public void waiting(int frames, long bytes) {
		this.metrics.waiting(frames, bytes);
	}

	// Faults

	/**
	 * Something failed that nobody can be told of.
	 * @param ex what failed
	 */
	public void failed(Throwable ex) {
		logger.error(this.connection + " failed and closes with 1011", ex);
	}

	/**
	 * A step of the connection's end failed; the others are taken.
	 * @param ex what failed
	 */
	public void endFailed(Throwable ex) {
		logger.error(this.connection + " ends, but for a step that failed", ex);
	}

	/**
	 * The connection is closed because of its peer.
	 * @param status what with
	 * @param fault what is wrong with the peer
	 * @param frames how many frames wait for it
	 * @param bytes how many bytes they have
	 */
	public void givenUp(SocketCloseStatus status, String fault, int frames, long bytes) {
		if (status == SocketCloseStatus.HEARTBEAT_TIMEOUT) {
			this.metrics.heartbeatTimedOut();
		}
		else {
			this.metrics.slowConsumer();
		}
		logger.warn(this.connection + " closes with " + status + ": the peer" + address() + " " + fault + "; " + frames
				+ " frames of " + bytes + " bytes wait for it");
	}

	// A client knows its server by the URL, of which the query may be secret.
	private String address() {
		if (this.upgrade.remoteAddress() != null) {
			return " at " + this.upgrade.remoteAddress();
		}
		URI uri = this.upgrade.uri();
		return (uri.getHost() != null) ? " at " + uri.getScheme() + "://" + uri.getHost()
				+ ((uri.getPort() != -1) ? ":" + uri.getPort() : "") + uri.getRawPath() : "";
	}

	/**
	 * A frame went nowhere.
	 * @param reason why
	 * @param detail what it was, of which the peer may have had a hand in
	 */
	@Override
	public void dropped(DropReason reason, String detail) {
		this.metrics.frameDropped(reason);
		told(" dropped a frame: ", reason, detail);
	}

	/**
	 * A call was answered with an error instead of being run.
	 * @param reason why
	 * @param detail what it was, of which the peer may have had a hand in
	 */
	@Override
	public void refused(DropReason reason, String detail) {
		this.metrics.callRefused(reason);
		told(" refused a call: ", reason, detail);
	}

	/**
	 * A call is answered with an error instead of its result.
	 * @param reason why
	 * @param detail what it was
	 */
	@Override
	public void replaced(DropReason reason, String detail) {
		told(" answered an error instead: ", reason, detail);
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

}
