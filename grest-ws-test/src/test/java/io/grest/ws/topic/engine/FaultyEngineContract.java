package io.grest.ws.topic.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.grest.ws.test.topic.TopicEngineContract;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The contract, broken by engines with a fault. Run by {@link TopicEngineContractTests}
 * only, which expects it to fail.
 */
class FaultyEngineContract extends TopicEngineContract {

	static final String FAULT = "fault";

	private final MemoryCluster cluster = new MemoryCluster();

	private final List<TopicEngine> engines = new CopyOnWriteArrayList<>();

	private EngineFault fault;

	@RegisterExtension
	final BeforeEachCallback setFault = (
			context) -> this.fault = context.getConfigurationParameter(FAULT).map(EngineFault::of).orElseThrow();

	@Override
	protected TopicEngine newEngine() {
		TopicEngine engine = this.cluster.node();
		this.engines.add(engine);
		return this.fault.wrapper().wrap(engine, this.engines);
	}

	// What a faulty engine loses is waited for to the end.
	@Override
	protected Duration timeout() {
		return (this.fault == EngineFault.NONE) ? super.timeout() : Duration.ofSeconds(1);
	}

	@Override
	protected Duration shortAge() {
		return Duration.ofMillis(200);
	}

}
