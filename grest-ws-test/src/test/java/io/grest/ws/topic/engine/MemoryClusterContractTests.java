package io.grest.ws.topic.engine;

import io.grest.ws.test.topic.TopicEngineContract;

/**
 * The contract, kept by several nodes in one JVM.
 */
class MemoryClusterContractTests extends TopicEngineContract {

	private final MemoryCluster cluster = new MemoryCluster();

	@Override
	protected TopicEngine newEngine() {
		return this.cluster.node();
	}

}
