package io.grest.ws.samples.stock;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.connection.SocketGroup;
import io.grest.ws.error.NotFoundException;
import io.grest.ws.server.SocketHandler;

import org.springframework.stereotype.Component;

/**
 * Handler whose methods return values, and block.
 */
@Component
class StockHandler implements SocketHandler<StockServer, StockClient> {

	private final Warehouse warehouse;

	private final SocketGroup<StockClient> clients = SocketGroup.of(StockClient.class);

	StockHandler(Warehouse warehouse) {
		this.warehouse = warehouse;
	}

	@Override
	public StockServer connect(SocketConnection<StockClient> connection) {
		this.clients.add(connection);
		return new Desk(this.warehouse, this.clients.remote());
	}

	private record Desk(Warehouse warehouse, StockClient clients) implements StockServer {

		@Override
		public Stock find(String item) {
			return this.warehouse.find(item).orElseThrow(NotFoundException::new);
		}

		@Override
		public Stock reserve(Reservation reservation) {
			Stock left = this.warehouse.reserve(reservation);
			this.clients.changed(left);
			return left;
		}

	}

}
