package io.grest.ws.redis;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * When the expiry of keys was renewed, so that it is renewed each quarter of its time and
 * not with each message. Remembers as many keys as it may: one that it has forgotten is
 * renewed once more, which does no harm.
 */
final class Renewals {

	private static final int MOST = 10_000;

	private final Map<String, Long> times = new LinkedHashMap<>(16, 0.75f, true) {
		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
			return size() > MOST;
		}
	};

	/**
	 * Return whether an expiry is to be renewed now.
	 * @param key the key
	 * @param age the time after which the key expires
	 */
	synchronized boolean isDue(String key, Duration age) {
		long now = System.nanoTime();
		Long last = this.times.get(key);
		if (last != null && now - last < age.toNanos() / 4) {
			return false;
		}
		this.times.put(key, now);
		return true;
	}

}
