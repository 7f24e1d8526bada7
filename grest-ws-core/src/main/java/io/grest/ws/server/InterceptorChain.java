package io.grest.ws.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.handshake.ServerHandshake;
import io.grest.ws.internal.session.ConnectionFactory;

/**
 * Interceptors of the handshakes at one path: those of all contracts, each once, in an
 * order that is that of every contract as far as these agree.
 *
 * @param uses the interceptors in order
 */
record InterceptorChain(List<Use> uses) {

	/**
	 * Create the chain of some contracts.
	 * @param contracts the contracts, in the order of their names
	 */
	static InterceptorChain of(List<ServedContract<?, ?>> contracts) {
		List<HandshakeInterceptor> order = new ArrayList<>();
		contracts.forEach((contract) -> merge(order, contract.interceptors()));
		return new InterceptorChain(order.stream().map((interceptor) -> Use.of(interceptor, contracts)).toList());
	}

	// What is new stands before what follows it.
	private static void merge(List<HandshakeInterceptor> order, List<HandshakeInterceptor> added) {
		for (int i = added.size() - 1, place = order.size(); i >= 0; i--) {
			int there = indexOf(order, added.get(i));
			if (there == -1) {
				order.add(place, added.get(i));
			}
			else {
				place = Math.min(place, there);
			}
		}
	}

	private static int indexOf(List<HandshakeInterceptor> order, HandshakeInterceptor interceptor) {
		return IntStream.range(0, order.size()).filter((i) -> order.get(i) == interceptor).findFirst().orElse(-1);
	}

	/**
	 * Interceptor, with the contracts that it applies to.
	 *
	 * @param interceptor the interceptor
	 * @param names the names of its contracts
	 * @param contracts the indexes of its contracts
	 */
	record Use(HandshakeInterceptor interceptor, List<String> names, List<Integer> contracts) {

		static Use of(HandshakeInterceptor interceptor, List<ServedContract<?, ?>> contracts) {
			List<Integer> indexes = IntStream.range(0, contracts.size())
				.filter((i) -> indexOf(contracts.get(i).interceptors(), interceptor) != -1)
				.boxed()
				.toList();
			return new Use(interceptor, indexes.stream().map((i) -> contracts.get(i).name()).toList(), indexes);
		}

		/**
		 * Return a handshake as the interceptor sees it.
		 * @param handshake the handshake of all contracts
		 * @param origins the origin of the connection, for each contract
		 */
		ServerHandshake view(ServerHandshake handshake, List<ConnectionFactory.Origin> origins) {
			if (origins.size() == 1) {
				return handshake;
			}
			return handshake.ofContracts(this.names,
					this.contracts.stream()
						.map((i) -> origins.get(i).query())
						.filter(Objects::nonNull)
						.<Object>map(Objects::requireNonNull)
						.toList());
		}

	}

}
