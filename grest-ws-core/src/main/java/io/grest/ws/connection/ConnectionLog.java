package io.grest.ws.connection;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

import io.grest.ws.error.SocketException;
import io.grest.ws.log.FrameLog;
import io.grest.ws.observation.DropReason;
import io.grest.ws.observation.LogText;
import io.grest.ws.observation.SocketMetrics;
import io.grest.ws.observation.SocketMetrics.Outcome;
import io.grest.ws.protocol.SocketCloseStatus;
import io.grest.ws.transport.OutboundQueue;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * What is told of one connection: its begin, its end, what went through it, and its
 * faults. All of it is counted. The first fault of a kind is worth a warning, for it
 * hints at something that somebody should mend; the rest would only let a peer flood the
 * log.
 */
final class ConnectionLog extends AtomicInteger {

	private static final Log logger = LogFactory.getLog(ConnectionLog.class);

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

	private final DefaultSocketConnection<?> connection;

	private final SocketMetrics.OfContract metrics;

	private final FrameLog frames;

	// Where peers of another protocol version are not to be expected, whatever they send
	// that is nothing hints at a fault.
	private final boolean warnsOfAll;

	private final long since = System.nanoTime();

	private volatile long received;

	private volatile long sent;

	ConnectionLog(DefaultSocketConnection<?> connection, ConnectionFactory<?, ?> factory) {
		this.connection = connection;
		this.metrics = factory.metrics();
		this.frames = factory.frameLog();
		this.warnsOfAll = !connection.contract().dialect().hasHandshake();
	}

	/**
	 * How long ago the WebSocket was opened.
	 * @return nanoseconds
	 */
	long age() {
		return System.nanoTime() - this.since;
	}

	private int mark(int bit) {
		return getAndUpdate((bits) -> bits | bit);
	}

	// Begin and end

	void opened() {
		// A connection may close just as it opens; it has never been open then.
		if ((mark(OPENED) & CLOSED) != 0) {
			return;
		}
		this.metrics.opened(age());
		if (logger.isDebugEnabled()) {
			logger.debug(this.connection + " opened with " + this.connection.upgrade());
		}
	}

	void handshakeTimedOut() {
		mark(LATE);
	}

	void rejected(SocketCloseStatus status, @Nullable Throwable cause) {
		int before = mark(REJECTED);
		String type = (cause instanceof SocketException known && (before & LATE) == 0) ? known.type()
				: Outcome.HANDSHAKE_FAILED;
		this.metrics.rejected(isQuery(status) ? Outcome.QUERY_INVALID : type, age());
	}

	void closed(CloseReason reason, long receivedBytes, long sentBytes) {
		int before = mark(CLOSED);
		if ((before & (OPENED | REJECTED)) == 0) {
			this.metrics.rejected(isQuery(reason.status()) ? Outcome.QUERY_INVALID : Outcome.HANDSHAKE_FAILED, age());
		}
		this.metrics.closed((before & OPENED) != 0, reason.code());
		if (logger.isDebugEnabled()) {
			logger.debug(this.connection + " closed after " + TimeUnit.NANOSECONDS.toMillis(age()) + " ms: "
					+ LogText.of(reason.toString()) + "; received " + this.received + " messages of " + receivedBytes
					+ " bytes, sent " + this.sent + " of " + sentBytes);
		}
	}

	private static boolean isQuery(SocketCloseStatus status) {
		return status.code() == SocketCloseStatus.INVALID_QUERY.code();
	}

	// Traffic

	void received(byte[] bytes, int length) {
		RECEIVED.lazySet(this, this.received + 1);
		this.metrics.received(length);
		if (this.frames.isEnabled()) {
			this.frames.received(this.connection, bytes, length);
		}
	}

	void sent(byte[] frame) {
		SENT.lazySet(this, this.sent + 1);
		this.metrics.sent(frame.length);
		if (this.frames.isEnabled()) {
			this.frames.sent(this.connection, frame);
		}
	}

	void waiting(int frames, long bytes) {
		this.metrics.waiting(frames, bytes);
	}

	// Faults

	void failed(Throwable ex) {
		logger.error(this.connection + " failed and closes with 1011", ex);
	}

	void givenUp(SocketCloseStatus status, String fault, OutboundQueue queue) {
		if (status == SocketCloseStatus.HEARTBEAT_TIMEOUT) {
			this.metrics.heartbeatTimedOut();
		}
		else {
			this.metrics.slowConsumer();
		}
		logger.warn(this.connection + " closes with " + status + ": the peer at "
				+ this.connection.upgrade().remoteAddress() + " " + fault + "; " + queue.size() + " frames of "
				+ queue.bytes() + " bytes wait for it");
	}

	void dropped(DropReason reason, String detail) {
		this.metrics.frameDropped(reason);
		told(" dropped a frame: ", reason, detail);
	}

	void refused(DropReason reason, String detail) {
		this.metrics.callRefused(reason);
		told(" refused a call: ", reason, detail);
	}

	private void told(String what, DropReason reason, String detail) {
		int bit = 1 << reason.ordinal();
		if ((reason.isWorthWarning() || this.warnsOfAll) && (mark(bit) & bit) == 0) {
			logger.warn(this.connection + what + reason + " " + LogText.of(detail)
					+ "; more of this kind are counted, and logged at DEBUG");
		}
		else if (logger.isDebugEnabled()) {
			logger.debug(this.connection + what + reason + " " + LogText.of(detail));
		}
	}

}
