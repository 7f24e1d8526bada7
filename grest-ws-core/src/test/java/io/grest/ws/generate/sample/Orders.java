package io.grest.ws.generate.sample;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.grest.ws.contract.After;
import io.grest.ws.contract.Idempotent;
import io.grest.ws.contract.Item;
import io.grest.ws.contract.SocketContract;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A contract whose calls are made again on the next connection.
 */
public interface Orders {

	/**
	 * Orders of a shop.
	 */
	SocketContract<Server, Client> API = SocketContract.define("OrdersApi", Server.class, Client.class)
		.path("/ws/orders")
		.build();

	/**
	 * What a client may call.
	 */
	interface Server {

		@Idempotent
		Mono<Integer> pay(Order order);

		Mono<Integer> count();

		Flux<Item<Order>> orders(OrderQuery query);

	}

	/**
	 * What the server may call.
	 */
	interface Client {

	}

	/**
	 * An order.
	 *
	 * @param number its number
	 */
	record Order(int number) {

	}

	/**
	 * Where orders begin.
	 *
	 * @param shop the shop
	 * @param after the id of the last order, by another name in JSON
	 */
	record OrderQuery(String shop, @After @JsonProperty("since") @Nullable String after) {

	}

}
