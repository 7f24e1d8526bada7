package io.grest.ws.topic.engine;

import io.grest.ws.test.topic.TopicEngineContract;

/**
 * The contract, kept by the engine of a single node.
 */
class MemoryTopicEngineContractTests extends TopicEngineContract {

	@Override
	protected TopicEngine newEngine() {
		return new MemoryTopicEngine();
	}

}
