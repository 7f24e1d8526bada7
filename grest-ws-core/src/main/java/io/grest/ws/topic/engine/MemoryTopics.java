package io.grest.ws.topic.engine;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

import io.grest.ws.internal.Loggers;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Topics in memory, of all nodes. One that nobody needs any more is not kept.
 */
final class MemoryTopics {

	private static final Log logger = LogFactory.getLog(Loggers.TOPICS);

	private static final int SWEPT_AT_ONCE = 2;

	private final Map<TopicKey, MemoryTopic> topics = new ConcurrentHashMap<>();

	private final LongSupplier clock;

	private final AtomicBoolean sweeping = new AtomicBoolean();

	private Iterator<Map.Entry<TopicKey, MemoryTopic>> unswept = Collections.emptyIterator();

	/**
	 * Create topics.
	 * @param clock the time in milliseconds since whenever
	 */
	MemoryTopics(LongSupplier clock) {
		this.clock = clock;
	}

	/**
	 * Handle what a listener throws.
	 */
	static void failed(Throwable ex) {
		logger.error("A listener of a topic or a mailbox failed; it must not throw", ex);
	}

	int size() {
		return this.topics.size();
	}

	List<TopicKey> keys() {
		return List.copyOf(this.topics.keySet());
	}

	void use(TopicKey key, Consumer<MemoryTopic> work) {
		with(key, (topic) -> {
			work.accept(topic);
			return topic;
		});
	}

	/**
	 * Work with a topic while no other thread does, then call its listeners without a
	 * lock.
	 * @param key the topic
	 * @param work the work, which must not call anybody
	 * @param <T> the type of the result
	 * @return the result
	 */
	<T> T with(TopicKey key, Function<MemoryTopic, T> work) {
		while (true) {
			MemoryTopic topic = this.topics.computeIfAbsent(key, (absent) -> new MemoryTopic(this.clock));
			T result;
			synchronized (topic) {
				if (topic.isForgotten()) {
					continue;
				}
				try {
					result = work.apply(topic);
				}
				finally {
					forgetIfIdle(key, topic);
				}
			}
			topic.deliver();
			sweep();
			return result;
		}
	}

	void forgetHistories() {
		this.topics.values().forEach((topic) -> {
			synchronized (topic) {
				topic.forgetHistory();
			}
		});
	}

	private void forgetIfIdle(TopicKey key, MemoryTopic topic) {
		if (topic.isIdle()) {
			topic.forget();
			this.topics.remove(key, topic);
		}
	}

	/**
	 * Look at the next few topics, each time that any is used. That costs each user the
	 * same little, and needs no timer; and it is faster than topics are added.
	 */
	private void sweep() {
		if (!this.sweeping.compareAndSet(false, true)) {
			return;
		}
		try {
			if (!this.unswept.hasNext()) {
				this.unswept = this.topics.entrySet().iterator();
			}
			for (int i = 0; i < SWEPT_AT_ONCE && this.unswept.hasNext(); i++) {
				Map.Entry<TopicKey, MemoryTopic> next = this.unswept.next();
				synchronized (next.getValue()) {
					next.getValue().expire();
					forgetIfIdle(next.getKey(), next.getValue());
				}
			}
		}
		finally {
			this.sweeping.set(false);
		}
	}

}
