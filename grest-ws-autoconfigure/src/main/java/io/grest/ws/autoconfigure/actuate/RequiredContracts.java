package io.grest.ws.autoconfigure.actuate;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.grest.ws.autoconfigure.GrestWsProperties.Contract;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Tolerances of the required contracts: the maximum time that a client may be
 * disconnected, by the contract's name, whose case is ignored.
 */
final class RequiredContracts {

	private final Map<String, Duration> tolerances = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

	/**
	 * Collect the required contracts.
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
	 * Return the maximum time that a client may be disconnected.
	 * @param contract the contract's name
	 * @return the limit, or {@code null} if the contract is not required
	 */
	@Nullable Duration tolerance(String contract) {
		return this.tolerances.get(contract);
	}

}
