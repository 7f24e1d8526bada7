package io.grest.ws.topic.engine;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

import reactor.core.publisher.Mono;

import static io.grest.ws.topic.engine.EngineFault.fault;

/**
 * Faults in positions and keys.
 */
final class HistoryFaults {

	private HistoryFaults() {
	}

	static List<EngineFault> all() {
		return List.of(
				fault("forgets the tag before", ForgetsPrevious::new, "numbersMessagesWithoutGap", "goesOnAfterExpiry"),
				fault("skips a number", SkipsNumber::new, "numbersMessagesWithoutGap"),
				fault("answers another position", AnswersOtherPosition::new, "answersPositionOfPublishedMessage"),
				fault("begins a history each time", BeginsEachTime::new, "beginsHistoryAtTop"),
				fault("remembers the first top", RemembersTop::new, "answersTop"),
				fault("subscribes from the beginning", SubscribesFromBeginning::new,
						"answersPositionThatListenerBeginsAfter"),
				fault("listens too late", ListensLate::new, "losesNothingAfterSubscription",
						"answersPositionThatListenerBeginsAfter"),
				fault("begins a history at expiry", BeginsAtExpiry::new, "goesOnAfterExpiry"),
				fault("ignores keys", keys((key, topic, engine) -> null), "dropsSecondMessageOfKey",
						"publishesOneOfTwoOfKeyAtATime"),
				fault("folds keys", keys((key, topic, engine) -> key.strip().toLowerCase(Locale.ROOT)),
						"publishesMessagesOfOtherKeys"),
				fault("knows the keys of its node only",
						keys((key, topic, engine) -> key + System.identityHashCode(engine)), "dropsSecondMessageOfKey",
						"publishesOneOfTwoOfKeyAtATime"),
				fault("answers the top for a key", AnswersTopForKey::new, "dropsSecondMessageOfKey"),
				fault("knows keys of all topics", KnowsKeysOfAll::new, "separatesKeysOfTopics"));
	}

	private static EngineFault.Simple keys(KeyChange change) {
		return (engine) -> new ForwardingEngine(engine) {
			@Override
			public Mono<Position> publish(TopicKey topic, Envelope message, String key) {
				return super.publish(topic, message, (key != null) ? change.of(key, topic, engine) : null);
			}
		};
	}

	/**
	 * Change of a key.
	 */
	private interface KeyChange {

		String of(String key, TopicKey topic, TopicEngine engine);

	}

	private static final class ForgetsPrevious extends ForwardingEngine {

		private ForgetsPrevious(TopicEngine engine) {
			super(engine);
		}

		@Override
		TopicMessage delivered(TopicMessage message) {
			return new TopicMessage(message.position(), null, message.envelope());
		}

	}

	private static final class SkipsNumber extends ForwardingEngine {

		private SkipsNumber(TopicEngine engine) {
			super(engine);
		}

		@Override
		TopicMessage delivered(TopicMessage message) {
			Position position = message.position();
			return (position != null && position.offset() > 3)
					? new TopicMessage(new Position(position.offset() + 1, position.tag()), message.previous(),
							message.envelope())
					: message;
		}

	}

	private static final class AnswersOtherPosition extends ForwardingEngine {

		private AnswersOtherPosition(TopicEngine engine) {
			super(engine);
		}

		@Override
		public Mono<Position> publish(TopicKey topic, Envelope message, String key) {
			return super.publish(topic, message, key)
				.map((position) -> new Position(position.offset(), Position.newTag()));
		}

	}

	private static final class BeginsEachTime extends ForwardingEngine {

		private BeginsEachTime(TopicEngine engine) {
			super(engine);
		}

		@Override
		public Mono<Position> top(TopicKey topic) {
			return super.top(topic).map((top) -> (top.offset() == 0) ? new Position(0, Position.newTag()) : top);
		}

	}

	private static final class RemembersTop extends ForwardingEngine {

		private final Map<TopicKey, Mono<Position>> tops = new ConcurrentHashMap<>();

		private RemembersTop(TopicEngine engine) {
			super(engine);
		}

		@Override
		public Mono<Position> top(TopicKey topic) {
			return this.tops.computeIfAbsent(topic, (it) -> super.top(it).cache());
		}

	}

	private static final class SubscribesFromBeginning extends ForwardingEngine {

		private SubscribesFromBeginning(TopicEngine engine) {
			super(engine);
		}

		@Override
		public Mono<Position> subscribe(TopicKey topic, TopicListener listener) {
			return super.subscribe(topic, listener).map((position) -> new Position(0, position.tag()));
		}

	}

	private static final class ListensLate extends ForwardingEngine {

		private ListensLate(TopicEngine engine) {
			super(engine);
		}

		@Override
		TopicListener listener(TopicKey topic, TopicListener listener) {
			AtomicBoolean listens = new AtomicBoolean();
			return new ForwardingListener(listener) {
				@Override
				public void received(TopicMessage message) {
					if (listens.getAndSet(true)) {
						super.received(message);
					}
				}
			};
		}

	}

	private static final class BeginsAtExpiry extends ForwardingEngine {

		private BeginsAtExpiry(TopicEngine engine) {
			super(engine);
		}

		@Override
		TopicListener listener(TopicKey topic, TopicListener listener) {
			Duration age = topic.hasHistory() ? topic.retention().maxAge() : Duration.ofDays(1);
			return new ForgettingListener(listener, age);
		}

	}

	private static final class ForgettingListener extends ForwardingEngine.ForwardingListener {

		private final Duration age;

		private long last = System.nanoTime();

		private ForgettingListener(TopicListener listener, Duration age) {
			super(listener);
			this.age = age;
		}

		@Override
		public void received(TopicMessage message) {
			long now = System.nanoTime();
			boolean expired = now - this.last > this.age.toNanos();
			this.last = now;
			super.received(expired
					? new TopicMessage(new Position(1, message.position().tag()), Position.newTag(), message.envelope())
					: message);
		}

	}

	private static final class AnswersTopForKey extends ForwardingEngine {

		private AnswersTopForKey(TopicEngine engine) {
			super(engine);
		}

		@Override
		public Mono<Position> publish(TopicKey topic, Envelope message, String key) {
			Mono<Position> position = super.publish(topic, message, key);
			return (key != null) ? position.then(top(topic)) : position;
		}

	}

	private static final class KnowsKeysOfAll extends ForwardingEngine {

		private final Map<String, Mono<Position>> known = new ConcurrentHashMap<>();

		private KnowsKeysOfAll(TopicEngine engine) {
			super(engine);
		}

		@Override
		public Mono<Position> publish(TopicKey topic, Envelope message, String key) {
			return (key != null) ? this.known.computeIfAbsent(key, (it) -> super.publish(topic, message, it))
					: super.publish(topic, message, null);
		}

	}

}
