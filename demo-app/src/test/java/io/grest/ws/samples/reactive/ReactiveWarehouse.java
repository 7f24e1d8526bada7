package io.grest.ws.samples.reactive;

import io.grest.ws.samples.stock.OutOfStockException;
import io.grest.ws.samples.stock.Reservation;
import io.grest.ws.samples.stock.Stock;
import reactor.core.publisher.Mono;

import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Service over R2DBC.
 */
@Service
class ReactiveWarehouse {

	private final DatabaseClient database;

	ReactiveWarehouse(DatabaseClient database) {
		this.database = database;
	}

	Mono<Boolean> isOpen() {
		return this.database.sql("select count(*) from stock").mapValue(Long.class).one().map((items) -> items > 0);
	}

	Mono<Stock> find(String item) {
		return this.database.sql("select item, quantity from stock where item = :item")
			.bind("item", item)
			.mapProperties(Stock.class)
			.one();
	}

	@Transactional
	public Mono<Stock> reserve(Reservation reservation) {
		Mono<Void> stored = this.database.sql("insert into reservation (item, quantity) values (:item, :quantity)")
			.bindProperties(reservation)
			.then();
		Mono<Long> updated = this.database
			.sql("update stock set quantity = quantity - :quantity where item = :item and quantity >= :quantity")
			.bindProperties(reservation)
			.fetch()
			.rowsUpdated();
		return stored.then(updated)
			.filter((rows) -> rows == 1)
			.switchIfEmpty(Mono.error(OutOfStockException::new))
			.then(find(reservation.item()));
	}

}
