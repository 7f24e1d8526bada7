package io.grest.ws.connection;

import java.util.concurrent.atomic.AtomicInteger;

import io.grest.ws.observation.DropReason;
import io.grest.ws.observation.LogText;
import io.grest.ws.observation.SocketMetrics;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Counts the frames of one connection that go nowhere, and logs them. The first of a kind
 * is worth a warning, for it hints at a fault of the peer; the rest would only let the
 * peer flood the log.
 */
final class DropLog extends AtomicInteger {

	private static final Log logger = LogFactory.getLog(DropLog.class);

	private final SocketMetrics metrics;

	DropLog(SocketMetrics metrics) {
		this.metrics = metrics;
	}

	void dropped(Object connection, DropReason reason, String detail) {
		this.metrics.frameDropped(reason);
		if (reason.isWorthWarning() && isFirst(reason)) {
			logger.warn(connection + " dropped a frame: " + reason + " " + LogText.of(detail)
					+ "; more of this kind are counted, and logged at DEBUG");
		}
		else if (logger.isDebugEnabled()) {
			logger.debug(connection + " dropped a frame: " + reason + " " + LogText.of(detail));
		}
	}

	// Its value has a bit for each reason that was warned of.
	private boolean isFirst(DropReason reason) {
		int bit = 1 << reason.ordinal();
		return (getAndUpdate((bits) -> bits | bit) & bit) == 0;
	}

}
