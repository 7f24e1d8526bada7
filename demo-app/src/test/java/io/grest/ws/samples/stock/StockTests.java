package io.grest.ws.samples.stock;

import io.grest.ws.error.NotFoundException;
import io.grest.ws.test.SocketTester;
import io.grest.ws.test.autoconfigure.GrestWsTest;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.test.autoconfigure.AutoConfigureJdbc;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.annotation.DirtiesContext.ClassMode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the sample over JDBC.
 */
@GrestWsTest(value = StockHandler.class, properties = "spring.sql.init.schema-locations=classpath:stock.sql")
@AutoConfigureJdbc
@Import(Warehouse.class)
@DirtiesContext(classMode = ClassMode.AFTER_EACH_TEST_METHOD)
class StockTests {

	@Test
	void reserves(@Autowired SocketTester<StockServer, StockClient> stock) {
		stock.connect();
		stock.callBlocking((server) -> server.reserve(new Reservation("chair", 2))).returns(new Stock("chair", 1));
		stock.expect(StockClient::changed).matching((changed) -> changed.equals(new Stock("chair", 1)));
		stock.callBlocking((server) -> server.find("chair")).returns(new Stock("chair", 1));
	}

	@Test
	void reservesNothingOverStock(@Autowired SocketTester<StockServer, StockClient> stock, @Autowired JdbcClient jdbc) {
		stock.connect();
		stock.callBlocking((server) -> server.reserve(new Reservation("chair", 4))).fails(OutOfStockException.class);
		assertThat(jdbc.sql("select count(*) from reservation").query(Integer.class).single()).isZero();
		stock.expect(StockClient::changed).never();
	}

	@Test
	void refusesUnknownAndInvalidItems(@Autowired SocketTester<StockServer, StockClient> stock) {
		stock.connect();
		stock.callBlocking((server) -> server.find("table")).fails(NotFoundException.class);
		stock.callBlocking((server) -> server.reserve(new Reservation("chair", 0))).failsValidation("quantity");
	}

	@Test
	void tellsOtherClientsAfterCommit(@Autowired SocketTester<StockServer, StockClient> stock,
			@Autowired JdbcClient jdbc) {
		SocketTester<StockServer, StockClient> other = stock.another();
		other.connect();
		stock.ignore(StockClient::changed).connect();
		stock.callBlocking((server) -> server.reserve(new Reservation("chair", 1))).succeeds();
		other.expect(StockClient::changed).times(1);
		assertThat(jdbc.sql("select quantity from stock").query(Integer.class).single()).isEqualTo(2);
	}

}
