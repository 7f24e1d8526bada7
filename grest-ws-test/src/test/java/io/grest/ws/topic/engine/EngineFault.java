package io.grest.ws.topic.engine;

import java.util.List;
import java.util.stream.Stream;

/**
 * Fault of an engine, and the tests of the contract that have to find it.
 *
 * @param name what the engine does wrong
 * @param wrapper how a sound engine gets the fault
 * @param tests the names of the tests, each of which must fail
 */
record EngineFault(String name, Wrapper wrapper, List<String> tests) {

	/**
	 * Fault of a sound engine.
	 */
	static final EngineFault NONE = fault("none", ForwardingEngine::new);

	static EngineFault fault(String name, Simple wrapper, String... tests) {
		return new EngineFault(name, (engine, all) -> wrapper.wrap(engine), List.of(tests));
	}

	static EngineFault clusterFault(String name, Wrapper wrapper, String... tests) {
		return new EngineFault(name, wrapper, List.of(tests));
	}

	static List<EngineFault> all() {
		return Stream
			.of(DeliveryFaults.all(), SubscriptionFaults.all(), HistoryFaults.all(), ReadFaults.all(),
					PresenceFaults.all())
			.flatMap(List::stream)
			.toList();
	}

	static EngineFault of(String name) {
		return Stream.concat(Stream.of(NONE), all().stream())
			.filter((fault) -> fault.name().equals(name))
			.findFirst()
			.orElseThrow();
	}

	@Override
	public String toString() {
		return this.name;
	}

	/**
	 * Way to a faulty engine.
	 */
	interface Simple {

		TopicEngine wrap(TopicEngine engine);

	}

	/**
	 * Way to a faulty engine that knows the sound ones of the nodes before it.
	 */
	interface Wrapper {

		TopicEngine wrap(TopicEngine engine, List<TopicEngine> all);

	}

}
