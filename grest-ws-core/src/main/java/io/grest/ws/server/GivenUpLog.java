package io.grest.ws.server;

import java.util.function.Function;

import io.grest.ws.internal.Loggers;
import io.grest.ws.internal.session.KeptSession;
import io.grest.ws.observation.RecentCauses;
import io.grest.ws.server.ResumableSessions.Limits;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Log of the sessions that are given up because their clients do not come back, or to
 * make room: each at DEBUG, and the limits of the node at WARN once an hour, because they
 * cost the sessions of other clients. Safe to use from any thread.
 */
final class GivenUpLog {

	private static final Log logger = LogFactory.getLog(Loggers.SERVER);

	private final RecentCauses causes = new RecentCauses();

	/**
	 * Log a session that is given up.
	 * @param session the session
	 * @param cause why
	 * @param limits the limits
	 */
	void givenUp(KeptSession session, Cause cause, Limits limits) {
		String line = "Gave up " + session + ", whose client is away: grest.ws.resume." + cause.property + " is "
				+ cause.value.apply(limits);
		if (cause.isOfNode && this.causes.add(cause.property)) {
			logger.warn(line + "; raise it if there is memory for more; logged once an hour");
		}
		else if (logger.isDebugEnabled()) {
			logger.debug(line);
		}
	}

	/**
	 * Cause for which a session is given up, with the property that sets it.
	 */
	enum Cause {

		TTL("ttl", false, (limits) -> limits.ttl().toMillis() + " ms"),

		PER_USER("max-detached-per-user", false, Limits::perUser),

		TOTAL("max-detached", true, Limits::total),

		SIZE("max-size", true, (limits) -> limits.size().toBytes() + " bytes");

		private final String property;

		private final boolean isOfNode;

		private final Function<Limits, Object> value;

		Cause(String property, boolean isOfNode, Function<Limits, Object> value) {
			this.property = property;
			this.isOfNode = isOfNode;
			this.value = value;
		}

	}

}
