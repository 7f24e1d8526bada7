package io.grest.ws.samples.stock;

import java.util.Optional;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Service over JDBC.
 */
@Service
class Warehouse {

	private final JdbcClient jdbc;

	Warehouse(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	Optional<Stock> find(String item) {
		return this.jdbc.sql("select item, quantity from stock where item = :item")
			.param("item", item)
			.query(Stock.class)
			.optional();
	}

	@Transactional
	public Stock reserve(Reservation reservation) {
		this.jdbc.sql("insert into reservation (item, quantity) values (:item, :quantity)")
			.paramSource(reservation)
			.update();
		int updated = this.jdbc
			.sql("update stock set quantity = quantity - :quantity where item = :item and quantity >= :quantity")
			.paramSource(reservation)
			.update();
		if (updated == 0) {
			throw new OutOfStockException();
		}
		return find(reservation.item()).orElseThrow();
	}

}
