package io.grest.ws.redis;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.grest.ws.internal.Loggers;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Check of what Redis does when its memory is full.
 */
final class Eviction {

	private static final Log logger = LogFactory.getLog(Loggers.TOPICS);

	private static final Pattern POLICY = Pattern.compile("maxmemory_policy:(allkeys-\\S+)");

	private final Calls calls;

	private final AtomicBoolean checked = new AtomicBoolean();

	Eviction(Calls calls) {
		this.calls = calls;
	}

	/**
	 * Warn, once, of a policy by which Redis drops leases, presence and histories of
	 * topics as it likes.
	 */
	void check() {
		if (this.checked.compareAndSet(false, true)) {
			this.calls.call((async) -> async.info("memory")).subscribe(Eviction::warn, (ex) -> {
				// A user that may not ask: then nothing is said.
			});
		}
	}

	private static void warn(String info) {
		Matcher matcher = POLICY.matcher(info);
		if (matcher.find()) {
			logger.warn("Redis has maxmemory-policy " + matcher.group(1)
					+ ": with its memory full it drops members, leases and histories of topics as it likes. "
					+ "Set it to noeviction, or give topics a Redis of their own");
		}
	}

}
