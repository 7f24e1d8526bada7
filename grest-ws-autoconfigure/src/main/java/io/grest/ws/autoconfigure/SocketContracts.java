package io.grest.ws.autoconfigure;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.handshake.HandshakeInterceptor;
import org.jspecify.annotations.Nullable;

/**
 * Contracts among the beans, each with a unique name.
 */
final class SocketContracts {

	private static final HandshakeInterceptor UNKNOWN = new HandshakeInterceptor() {
	};

	private final List<NamedContract> all;

	/**
	 * Collect the contracts.
	 * @param beans the beans
	 * @throws SocketSetupException if two contracts have one name
	 */
	SocketContracts(CandidateBeans beans) {
		this.all = beans.ofType(SocketContract.class)
			.entrySet()
			.stream()
			.map((bean) -> new NamedContract(bean.getKey(), (SocketContract<?, ?>) bean.getValue()))
			.toList();
		checkNames();
	}

	private void checkNames() {
		Map<String, NamedContract> byName = new HashMap<>();
		for (NamedContract contract : this.all) {
			NamedContract other = byName.put(contract.name(), contract);
			if (other != null) {
				throw new SocketSetupException("The contracts '%s' and '%s' are both named '%s'.".formatted(
						other.bean(), contract.bean(), contract.name()), "Give each contract a name of its own.");
			}
		}
	}

	/**
	 * Return all contracts.
	 * @return the contracts, in the order of their definitions
	 */
	List<NamedContract> all() {
		return this.all;
	}

	/**
	 * Find the contract of a handler.
	 * @param handler the name of the handler's bean
	 * @param types the handler's types
	 * @param qualifier the name of the contract's bean, or {@code null} if the types are
	 * enough
	 * @return the contract
	 * @throws SocketSetupException if there is none, or more than one
	 */
	NamedContract handledBy(String handler, HandlerTypes types, @Nullable String qualifier) {
		List<NamedContract> found = this.all.stream().filter((named) -> types.match(named.contract())).toList();
		if (found.isEmpty()) {
			throw new SocketSetupException(
					"The handler '%s' requires a bean of type 'SocketContract%s' that could not be found."
						.formatted(handler, types),
					"Consider defining a bean of type 'SocketContract%s' in your configuration.".formatted(types));
		}
		if (qualifier != null) {
			return found.stream()
				.filter((named) -> named.bean().equals(qualifier))
				.findFirst()
				.orElseThrow(() -> new SocketSetupException(
						"The handler '%s' has the qualifier '%s', but no bean of type 'SocketContract%s' has that name: found %s."
							.formatted(handler, qualifier, types, names(found)),
						"Change the @Qualifier of the handler to the name of the contract's bean."));
		}
		if (found.size() > 1) {
			throw new SocketSetupException(
					"The handler '%s' requires a single bean of type 'SocketContract%s', but %d were found: %s."
						.formatted(handler, types, found.size(), names(found)),
					"Annotate the handler with the name of its contract's bean: @Qualifier(\"%s\")."
						.formatted(found.get(0).bean()));
		}
		return found.get(0);
	}

	private static String names(List<NamedContract> contracts) {
		return contracts.stream().map(NamedContract::bean).collect(Collectors.joining("', '", "'", "'"));
	}

	/**
	 * Return whether another contract has the same interfaces, so that handlers need a
	 * qualifier.
	 * @param contract the contract
	 * @return {@code true} if handlers have to name the contract
	 */
	boolean isQualified(NamedContract contract) {
		HandlerTypes types = new HandlerTypes(contract.contract().serverType(), contract.contract().clientType());
		return this.all.stream().filter((named) -> types.match(named.contract())).count() > 1;
	}

	/**
	 * Return the names of the contracts that use an interceptor's class.
	 * @param type the class
	 * @return the names
	 */
	String namesUsing(Class<? extends HandshakeInterceptor> type) {
		return this.all.stream()
			.filter((named) -> uses(named.contract(), type))
			.map(NamedContract::name)
			.collect(Collectors.joining("', '"));
	}

	private static boolean uses(SocketContract<?, ?> contract, Class<? extends HandshakeInterceptor> type) {
		Set<Class<?>> used = new HashSet<>();
		contract.interceptors((named) -> {
			used.add(named);
			return UNKNOWN;
		});
		return used.contains(type);
	}

	/**
	 * Contract with the name of its bean.
	 *
	 * @param bean the bean's name
	 * @param contract the contract
	 */
	record NamedContract(String bean, SocketContract<?, ?> contract) {

		String name() {
			return this.contract.name();
		}

	}

}
