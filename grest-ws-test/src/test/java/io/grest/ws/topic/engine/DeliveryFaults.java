package io.grest.ws.topic.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import io.grest.ws.error.ServerErrorException;
import reactor.core.publisher.Mono;

import static io.grest.ws.topic.engine.EngineFault.clusterFault;
import static io.grest.ws.topic.engine.EngineFault.fault;

/**
 * Faults in the delivery of messages.
 */
final class DeliveryFaults {

	private static final ThreadLocal<TopicListener> CALLED = new ThreadLocal<>();

	private DeliveryFaults() {
	}

	static List<EngineFault> all() {
		return List.of(fault("delivers to its own node only", DeliversHereOnly::new, "deliversToAllNodes"),
				fault("loses each fifth message", LosesFifth::new, "keepsOrderOfOneThread",
						"keepsOrderOfOneThreadInVolatileTopic", "numbersMessagesWithoutGap"),
				fault("delivers twice", DeliversTwice::new, "deliversOnce"),
				clusterFault("reorders on the second node", Reorders::new, "keepsOrderOfOneThread",
						"keepsOrderOfOneThreadInVolatileTopic", "agreesOnOneOrderOfTwoPublishers",
						"numbersMessagesWithoutGap"),
				fault("forgets the trace", envelopes((it) -> new Envelope(it.path(), it.except(), null, it.json())),
						"deliversToAllNodes"),
				fault("forgets the exception", envelopes((it) -> new Envelope(it.path(), null, it.trace(), it.json())),
						"deliversToAllNodes"),
				fault("cuts payloads", envelopes(DeliveryFaults::cut), "carriesLargePayload"),
				fault("takes none for an empty payload", envelopes(DeliveryFaults::filled),
						"carriesMessageWithoutPayload"),
				fault("publishes when subscribed to", PublishesLate::new, "publishesWithoutSubscription"),
				fault("publishes with each subscription", PublishesAgain::new, "replaysOutcomeOfPublishing"),
				fault("publishes to listeners only", PublishesToListeners::new, "publishesToNobody"),
				fault("delivers within a call", DeliversWithin::new, "publishesWithinListener"),
				fault("loses what a listener publishes", LosesWithin::new, "publishesWithinListener"),
				fault("calls a listener at the same time", CallsAtOnce::new, "callsListenerOneAtATime"),
				fault("numbers volatile messages", NumbersVolatile::new, "givesVolatileMessagesNoPosition",
						"publishesToNobody"),
				fault("ignores the contract", keys((it) -> new TopicKey("One", it.name(), it.retention())),
						"separatesContracts", "separatesKeysOfTopics", "separatesPresenceOfTopics"),
				fault("publishes to another contract as well", LeaksMessages::new, "separatesContracts"),
				fault("folds names", keys(DeliveryFaults::folded), "separatesNames", "separatesPresenceOfNames"));
	}

	private static EngineFault.Simple envelopes(UnaryOperator<Envelope> change) {
		return (engine) -> new ForwardingEngine(engine) {
			@Override
			TopicMessage delivered(TopicMessage message) {
				return new TopicMessage(message.position(), message.previous(), change.apply(message.envelope()));
			}
		};
	}

	private static EngineFault.Simple keys(UnaryOperator<TopicKey> change) {
		return (engine) -> new ForwardingEngine(engine) {
			@Override
			TopicKey key(TopicKey topic) {
				return change.apply(topic);
			}
		};
	}

	private static Envelope cut(Envelope envelope) {
		byte[] json = envelope.json();
		return (json != null && json.length > 65_535)
				? new Envelope(envelope.path(), envelope.except(), envelope.trace(), Arrays.copyOf(json, 65_535))
				: envelope;
	}

	private static Envelope filled(Envelope envelope) {
		return (envelope.json() != null) ? envelope
				: new Envelope(envelope.path(), envelope.except(), envelope.trace(), new byte[0]);
	}

	private static TopicKey folded(TopicKey topic) {
		return new TopicKey(topic.contract(), topic.name().replaceAll("[^A-Za-z0-9]", ""), topic.retention());
	}

	private static final class DeliversHereOnly extends ForwardingEngine {

		private final Set<Envelope> own = ConcurrentHashMap.newKeySet();

		private DeliversHereOnly(TopicEngine engine) {
			super(engine);
		}

		@Override
		public Mono<Position> publish(TopicKey topic, Envelope message, String key) {
			this.own.add(message);
			return super.publish(topic, message, key);
		}

		@Override
		TopicListener listener(TopicKey topic, TopicListener listener) {
			return new ForwardingListener(listener) {
				@Override
				public void received(TopicMessage message) {
					if (DeliversHereOnly.this.own.contains(message.envelope())) {
						super.received(message);
					}
				}
			};
		}

	}

	private static final class LosesFifth extends ForwardingEngine {

		private LosesFifth(TopicEngine engine) {
			super(engine);
		}

		@Override
		TopicListener listener(TopicKey topic, TopicListener listener) {
			AtomicInteger count = new AtomicInteger();
			return new ForwardingListener(listener) {
				@Override
				public void received(TopicMessage message) {
					if (count.incrementAndGet() % 5 != 0) {
						super.received(message);
					}
				}
			};
		}

	}

	private static final class DeliversTwice extends ForwardingEngine {

		private DeliversTwice(TopicEngine engine) {
			super(engine);
		}

		@Override
		TopicListener listener(TopicKey topic, TopicListener listener) {
			return new ForwardingListener(listener) {
				@Override
				public void received(TopicMessage message) {
					super.received(message);
					super.received(message);
				}
			};
		}

	}

	private static final class Reorders extends ForwardingEngine {

		private final boolean faulty;

		private Reorders(TopicEngine engine, List<TopicEngine> all) {
			super(engine);
			this.faulty = all.indexOf(engine) > 0;
		}

		@Override
		TopicListener listener(TopicKey topic, TopicListener listener) {
			return this.faulty ? new SwappingListener(listener) : listener;
		}

	}

	private static final class SwappingListener extends ForwardingEngine.ForwardingListener {

		private int count;

		private TopicMessage held;

		private SwappingListener(TopicListener listener) {
			super(listener);
		}

		@Override
		public void received(TopicMessage message) {
			this.count++;
			if (this.count == 5) {
				this.held = message;
				return;
			}
			super.received(message);
			if (this.count == 6) {
				super.received(this.held);
			}
		}

	}

	private static final class PublishesLate extends ForwardingEngine {

		private PublishesLate(TopicEngine engine) {
			super(engine);
		}

		@Override
		public Mono<Position> publish(TopicKey topic, Envelope message, String key) {
			return Mono.defer(() -> super.publish(topic, message, key)).cache();
		}

	}

	private static final class PublishesAgain extends ForwardingEngine {

		private PublishesAgain(TopicEngine engine) {
			super(engine);
		}

		@Override
		public Mono<Position> publish(TopicKey topic, Envelope message, String key) {
			Mono<Position> first = super.publish(topic, message, key);
			AtomicBoolean again = new AtomicBoolean();
			return Mono.defer(() -> again.getAndSet(true) ? super.publish(topic, message, key) : first);
		}

	}

	private static final class PublishesToListeners extends ForwardingEngine {

		private final Set<TopicKey> subscribed = ConcurrentHashMap.newKeySet();

		private PublishesToListeners(TopicEngine engine) {
			super(engine);
		}

		@Override
		TopicListener listener(TopicKey topic, TopicListener listener) {
			this.subscribed.add(topic);
			return listener;
		}

		@Override
		public Mono<Position> publish(TopicKey topic, Envelope message, String key) {
			return this.subscribed.contains(topic) ? super.publish(topic, message, key)
					: Mono.error(new ServerErrorException());
		}

	}

	/**
	 * Engine that notes which listener its thread calls.
	 */
	private static class Noting extends ForwardingEngine {

		private Noting(TopicEngine engine) {
			super(engine);
		}

		@Override
		TopicListener listener(TopicKey topic, TopicListener listener) {
			return new ForwardingListener(listener) {
				@Override
				public void received(TopicMessage message) {
					CALLED.set(listener);
					super.received(message);
					CALLED.remove();
				}
			};
		}

	}

	private static final class DeliversWithin extends Noting {

		private DeliversWithin(TopicEngine engine) {
			super(engine);
		}

		@Override
		public Mono<Position> publish(TopicKey topic, Envelope message, String key) {
			TopicListener called = CALLED.get();
			if (called == null) {
				return super.publish(topic, message, key);
			}
			called.received(new TopicMessage(null, null, message));
			return Mono.empty();
		}

	}

	private static final class LosesWithin extends Noting {

		private LosesWithin(TopicEngine engine) {
			super(engine);
		}

		@Override
		public Mono<Position> publish(TopicKey topic, Envelope message, String key) {
			return (CALLED.get() == null) ? super.publish(topic, message, key) : Mono.empty();
		}

	}

	private static final class CallsAtOnce extends ForwardingEngine {

		private CallsAtOnce(TopicEngine engine) {
			super(engine);
		}

		@Override
		TopicListener listener(TopicKey topic, TopicListener listener) {
			return new ForwardingListener(listener) {
				@Override
				public void changed(Presences.Change change) {
					new Thread(() -> super.changed(change)).start();
				}
			};
		}

	}

	private static final class NumbersVolatile extends ForwardingEngine {

		private NumbersVolatile(TopicEngine engine) {
			super(engine);
		}

		@Override
		public Mono<Position> publish(TopicKey topic, Envelope message, String key) {
			return super.publish(topic, message, key).defaultIfEmpty(new Position(1, "000000"));
		}

	}

	private static final class LeaksMessages extends ForwardingEngine {

		private LeaksMessages(TopicEngine engine) {
			super(engine);
		}

		@Override
		public Mono<Position> publish(TopicKey topic, Envelope message, String key) {
			String contract = topic.contract().replace("Other", "");
			super.publish(new TopicKey(contract, topic.name(), topic.retention()), message, key);
			return super.publish(topic, message, key);
		}

	}

}
