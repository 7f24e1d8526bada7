package io.grest.ws.generate.sample;

import com.fasterxml.jackson.annotation.JsonValue;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.ErrorType;
import io.grest.ws.error.SocketException;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A contract with streams in all places, and longs in all streams.
 */
public interface Market {

	/**
	 * The contract.
	 */
	SocketContract<Server, Client> API = SocketContract.define("MarketApi", Server.class, Client.class)
		.path("/ws/market")
		.build();

	/**
	 * What a client may call.
	 */
	interface Server {

		Flux<Price> watch(Watch watch) throws ClosedException;

		Flux<Ticker> symbols();

		Mono<Receipt> upload(Flux<Order> orders) throws ClosedException;

		Mono<Receipt> append(Watch watch, Flux<@Size(max = 3) String> lines);

		Flux<Long> convert(Flux<Long> amounts);

		Mono<Boolean> isOpen();

		void bell();

	}

	/**
	 * What the server may call.
	 */
	interface Client {

		Flux<Order> orders(Watch watch) throws ClosedException;

		Mono<Long> count(Flux<Price> prices);

		Mono<Boolean> keep(Watch watch, Flux<Long> amounts);

		Flux<Price> mirror(Flux<Price> prices);

		Mono<Boolean> areYouThere();

		void closing();

	}

	record Ticker(@JsonValue String value) {

	}

	record Watch(Ticker symbol, @Nullable Integer depth) {

	}

	record Price(Ticker symbol, long amount) {

	}

	record Order(Ticker symbol, long amount, @Nullable String note) {

	}

	record Receipt(int count) {

	}

	/**
	 * Nothing is traded now.
	 */
	@ErrorType(value = "CLOSED", status = 409)
	class ClosedException extends SocketException {

		public ClosedException(Until until) {
			super(until);
		}

		public record Until(long at) {

		}

	}

}
