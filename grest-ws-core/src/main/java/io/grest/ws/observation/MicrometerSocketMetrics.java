package io.grest.ws.observation;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.micrometer.core.instrument.MeterRegistry;

/**
 * {@link SocketMetrics} that record to Micrometer meters with names under
 * {@code grest.ws}. All meters of a contract are registered at once, with every value
 * that a tag may have: input from peers adds none.
 *
 * @since 0.1.0
 */
public final class MicrometerSocketMetrics implements SocketMetrics {

	private final MeterRegistry registry;

	// A gauge with the same name and tags cannot be registered twice.
	private final Map<Key, OfContract> contracts = new ConcurrentHashMap<>();

	/**
	 * Create metrics that record to a registry.
	 * @param registry the registry of the meters
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
