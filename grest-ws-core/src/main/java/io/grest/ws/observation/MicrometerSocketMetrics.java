package io.grest.ws.observation;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.micrometer.core.instrument.MeterRegistry;

/**
 * Counts by Micrometer, in meters whose names begin with {@code grest.ws}. All meters of
 * a contract are registered at once, with every value that a tag may have: what peers
 * send adds none.
 *
 * @since 0.1.0
 */
public final class MicrometerSocketMetrics implements SocketMetrics {

	private final MeterRegistry registry;

	// A gauge of the same name and tags would not be registered a second time.
	private final Map<Key, OfContract> contracts = new ConcurrentHashMap<>();

	/**
	 * Count in a registry.
	 * @param registry where the meters are registered
	 */
	public MicrometerSocketMetrics(MeterRegistry registry) {
		this.registry = registry;
	}

	@Override
	public OfContract forContract(String contract, String path, Side side, Collection<String> errors) {
		return this.contracts.computeIfAbsent(new Key(contract, path, side),
				(key) -> new MicrometerContractMetrics(this.registry, contract, path, side, errors));
	}

	private record Key(String contract, String path, Side side) {

	}

}
