package io.grest.ws.topic.engine;

import java.util.List;

import io.grest.ws.error.ServerErrorException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static io.grest.ws.topic.engine.EngineFault.clusterFault;
import static io.grest.ws.topic.engine.EngineFault.fault;

/**
 * Faults in the beginning and the end of subscriptions.
 */
final class SubscriptionFaults {

	private SubscriptionFaults() {
	}

	static List<EngineFault> all() {
		return List.of(fault("subscribes at once", SubscribesEarly::new, "subscribesWhenItsMonoIsSubscribedTo"),
				fault("does not unsubscribe", NeverUnsubscribes::new, "doesNotCallListenerAfterUnsubscribe"),
				fault("does not end to unsubscribe", EndlesslyUnsubscribes::new, "unsubscribesWithinListener"),
				fault("fails to unsubscribe from nothing", UnsubscribesStrictly::new,
						"unsubscribesWithoutSubscription"),
				clusterFault("unsubscribes all nodes", UnsubscribesAll::new, "unsubscribesOneNodeOnly"));
	}

	private static final class SubscribesEarly extends ForwardingEngine {

		private SubscribesEarly(TopicEngine engine) {
			super(engine);
		}

		@Override
		public Mono<Position> subscribe(TopicKey topic, TopicListener listener) {
			Mono<Position> early = super.subscribe(topic, listener).cache();
			early.subscribe();
			return early;
		}

	}

	private static final class NeverUnsubscribes extends ForwardingEngine {

		private NeverUnsubscribes(TopicEngine engine) {
			super(engine);
		}

		@Override
		public Mono<Void> unsubscribe(TopicKey topic) {
			return Mono.empty();
		}

	}

	private static final class EndlesslyUnsubscribes extends ForwardingEngine {

		private EndlesslyUnsubscribes(TopicEngine engine) {
			super(engine);
		}

		@Override
		public Mono<Void> unsubscribe(TopicKey topic) {
			return super.unsubscribe(topic).then(Mono.never());
		}

	}

	private static final class UnsubscribesStrictly extends ForwardingEngine {

		private UnsubscribesStrictly(TopicEngine engine) {
			super(engine);
		}

		@Override
		public Mono<Void> unsubscribe(TopicKey topic) {
			return Mono.error(new ServerErrorException());
		}

	}

	private static final class UnsubscribesAll extends ForwardingEngine {

		private final List<TopicEngine> all;

		private UnsubscribesAll(TopicEngine engine, List<TopicEngine> all) {
			super(engine);
			this.all = all;
		}

		@Override
		public Mono<Void> unsubscribe(TopicKey topic) {
			return Flux.fromIterable(this.all).flatMap((engine) -> engine.unsubscribe(topic)).then();
		}

	}

}
