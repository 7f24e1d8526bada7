package io.grest.ws.samples.reactive;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.error.NotFoundException;
import io.grest.ws.samples.reactive.ReactiveSamples.Desk;
import io.grest.ws.samples.reactive.ReactiveSamples.ReactiveStockServer;
import io.grest.ws.samples.stock.StockClient;
import io.grest.ws.server.ReactiveSocketHandler;
import reactor.core.publisher.Mono;

import org.springframework.stereotype.Component;

/**
 * Handler that asks the database before it accepts a client.
 */
@Component
class ReactiveStockHandler implements ReactiveSocketHandler<ReactiveStockServer, StockClient> {

	private final ReactiveWarehouse warehouse;

	ReactiveStockHandler(ReactiveWarehouse warehouse) {
		this.warehouse = warehouse;
	}

	@Override
	public Mono<ReactiveStockServer> connect(SocketConnection<StockClient> connection) {
		return this.warehouse.isOpen()
			.filter((open) -> open)
			.<ReactiveStockServer>map((open) -> new Desk(this.warehouse))
			.switchIfEmpty(Mono.error(() -> new NotFoundException("The warehouse is closed")));
	}

}
