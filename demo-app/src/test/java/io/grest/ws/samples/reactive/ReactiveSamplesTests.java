package io.grest.ws.samples.reactive;

import java.time.Duration;
import java.util.UUID;

import io.grest.ws.error.NotFoundException;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.samples.reactive.ReactiveSamples.Price;
import io.grest.ws.samples.reactive.ReactiveSamples.PriceClient;
import io.grest.ws.samples.reactive.ReactiveSamples.PriceDesk;
import io.grest.ws.samples.reactive.ReactiveSamples.PriceServer;
import io.grest.ws.samples.reactive.ReactiveSamples.ReactiveStockServer;
import io.grest.ws.samples.stock.OutOfStockException;
import io.grest.ws.samples.stock.Reservation;
import io.grest.ws.samples.stock.Stock;
import io.grest.ws.samples.stock.StockClient;
import io.grest.ws.server.SocketServer;
import io.grest.ws.test.SocketTester;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.io.ClassPathResource;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.connection.init.ConnectionFactoryInitializer;
import org.springframework.r2dbc.connection.init.ResourceDatabasePopulator;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the samples that return a {@code Mono}, with a database and an HTTP server.
 */
class ReactiveSamplesTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	@Test
	void reservesByR2dbcInOneTransaction() {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Database.class);
				SocketTester<ReactiveStockServer, StockClient> stock = tester(context)) {
			stock.connect();
			stock.call((server) -> server.find("table")).fails(NotFoundException.class);
			stock.call((server) -> server.reserve(new Reservation("chair", 4))).fails(OutOfStockException.class);
			assertThat(reservations(context)).isZero();
			stock.call((server) -> server.reserve(new Reservation("chair", 2))).returns(new Stock("chair", 1));
			assertThat(reservations(context)).isEqualTo(1);
		}
	}

	@Test
	void acceptsNobodyWithoutStock() {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Database.class);
				SocketTester<ReactiveStockServer, StockClient> stock = tester(context)) {
			context.getBean(DatabaseClient.class).sql("delete from stock").then().block(TIMEOUT);
			stock.connectFails(NotFoundException.class);
		}
	}

	private static SocketTester<ReactiveStockServer, StockClient> tester(AnnotationConfigApplicationContext context) {
		ReactiveStockHandler handler = new ReactiveStockHandler(context.getBean(ReactiveWarehouse.class));
		return SocketTester.bindTo(ReactiveSamples.stockApi())
			.server(SocketServer.ofReactive(ReactiveSamples.stockApi(), handler).build())
			.build();
	}

	private static Long reservations(AnnotationConfigApplicationContext context) {
		return context.getBean(DatabaseClient.class)
			.sql("select count(*) from reservation")
			.mapValue(Long.class)
			.one()
			.block(TIMEOUT);
	}

	@Test
	void asksPriceByWebClient() {
		DisposableServer http = HttpServer.create()
			.port(0)
			.route((routes) -> routes
				.get("/prices/chair",
						(request, response) -> response.header("content-type", "application/json")
							.sendString(Mono.just("{\"cents\":4900}")))
				.get("/prices/lamp", (request, response) -> response.status(500).send()))
			.bindNow();
		PriceDesk desk = new PriceDesk(WebClient.create("http://localhost:" + http.port()));
		try (SocketTester<PriceServer, PriceClient> prices = SocketTester.bindTo(ReactiveSamples.priceApi())
			.server(SocketServer.of(ReactiveSamples.priceApi(), (connection) -> desk).build())
			.build()) {
			prices.connect();
			prices.call((server) -> server.price("chair")).returns(new Price(4900));
			prices.call((server) -> server.price("moon")).fails(NotFoundException.class);
			prices.call((server) -> server.price("lamp")).fails(ServerErrorException.class);
		}
		finally {
			http.disposeNow();
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement
	@Import(ReactiveWarehouse.class)
	static class Database {

		@Bean
		ConnectionFactory connectionFactory() {
			return ConnectionFactories.get("r2dbc:h2:mem:///" + UUID.randomUUID() + "?options=DB_CLOSE_DELAY=-1");
		}

		@Bean
		R2dbcTransactionManager transactionManager(ConnectionFactory connectionFactory) {
			return new R2dbcTransactionManager(connectionFactory);
		}

		@Bean
		DatabaseClient databaseClient(ConnectionFactory connectionFactory) {
			return DatabaseClient.create(connectionFactory);
		}

		@Bean
		ConnectionFactoryInitializer initializer(ConnectionFactory connectionFactory) {
			ConnectionFactoryInitializer initializer = new ConnectionFactoryInitializer();
			initializer.setConnectionFactory(connectionFactory);
			initializer.setDatabasePopulator(new ResourceDatabasePopulator(new ClassPathResource("stock.sql")));
			return initializer;
		}

	}

}
