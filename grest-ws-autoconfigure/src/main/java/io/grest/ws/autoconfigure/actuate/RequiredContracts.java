package io.grest.ws.autoconfigure.actuate;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.grest.ws.autoconfigure.GrestWsProperties.Contract;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * How long clients of the required contracts may be disconnected, by the contract's name,
 * whose case does not count.
 */
final class RequiredContracts {

	private final Map<String, Duration> tolerances = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

	/**
	 * Take those that are required.
	 * @param contracts the properties by the contract's name
	 * @throws InvalidConfigurationPropertyValueException for a tolerance that is negative
	 */
	RequiredContracts(Map<String, Contract> contracts) {
		contracts.forEach((name, contract) -> {
			if (contract.tolerance().isNegative()) {
				throw new InvalidConfigurationPropertyValueException("grest.ws.client.contracts." + name + ".tolerance",
						contract.tolerance(), "It must not be negative.");
			}
			if (contract.required()) {
				this.tolerances.put(name, contract.tolerance());
			}
		});
	}

	Set<String> names() {
		return this.tolerances.keySet();
	}

	/**
	 * How long a client may be disconnected.
	 * @param contract the contract's name
	 * @return the limit, or {@code null} if the contract is not required
	 */
	@Nullable Duration tolerance(String contract) {
		return this.tolerances.get(contract);
	}

}
