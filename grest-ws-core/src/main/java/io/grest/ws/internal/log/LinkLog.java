package io.grest.ws.internal.log;

import java.util.concurrent.TimeUnit;

import io.grest.ws.internal.Loggers;
import io.grest.ws.observation.LogText;
import io.grest.ws.protocol.SocketCloseStatus;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Log of the links of one session that outlives them: each loss, and each that follows,
 * at DEBUG. For one thread at a time.
 *
 * @since 0.1.0
 */
public final class LinkLog {

	private static final Log logger = LogFactory.getLog(Loggers.CONNECTION);

	private static final int LONG = 256;

	private final Object connection;

	private volatile long lostAt;

	/**
	 * Create a log.
	 * @param connection the connection, for its name
	 */
	public LinkLog(Object connection) {
		this.connection = connection;
	}

	/**
	 * Log that a link is lost, and that the session waits for its peer.
	 * @param status the close that ends it
	 */
	public void lost(SocketCloseStatus status) {
		this.lostAt = System.nanoTime();
		if (logger.isDebugEnabled()) {
			logger.debug(this.connection + " has lost its socket with " + LogText.of(status.toString(), LONG)
					+ ", and waits for its peer");
		}
	}

	/**
	 * Log that the session goes on with another link.
	 * @param wasLost whether the one before was lost, and not believed open
	 * @param frames the number of frames that are sent again
	 * @param bytes the number of their bytes
	 */
	public void resumed(boolean wasLost, int frames, long bytes) {
		if (logger.isDebugEnabled()) {
			logger.debug(this.connection + " goes on with another socket "
					+ (wasLost ? "after " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - this.lostAt)
							+ " ms without one" : "in place of the one that it had")
					+ ", and sends " + frames + " frames of " + bytes + " bytes again");
		}
	}

}
