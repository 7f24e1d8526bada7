package io.grest.ws.demo.samples;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.grest.ws.client.ReconnectOptions;
import io.grest.ws.client.SocketClient;
import io.grest.ws.client.SocketClients;
import io.grest.ws.client.SocketPool;
import io.grest.ws.demo.samples.BlockingSamples.Item;
import io.grest.ws.demo.samples.BlockingSamples.Price;
import io.grest.ws.demo.samples.BlockingSamples.PriceClient;
import io.grest.ws.demo.samples.BlockingSamples.PriceServer;
import io.grest.ws.demo.samples.BlockingSamples.PriceService;
import io.grest.ws.error.NotFoundException;
import io.grest.ws.server.SocketServer;
import io.grest.ws.test.SocketServerStub;
import io.grest.ws.test.SocketTester;
import org.junit.jupiter.api.Test;

import org.springframework.dao.EmptyResultDataAccessException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the samples of handlers that block.
 */
class BlockingSamplesTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	@Test
	void aHandlerReturnsItsValueOrThrows() {
		PriceService service = new PriceService(
				(id) -> id.equals("ball") ? Optional.of(new Price(250)) : Optional.empty());
		try (SocketTester<PriceServer, PriceClient> tester = SocketTester.bindTo(BlockingSamples.priceApi())
			.server(SocketServer.of(BlockingSamples.priceApi(), (connection) -> service).build())
			.build()) {
			tester.connect();
			tester.callBlocking((server) -> server.price(new Item("ball"))).returns(new Price(250));
			tester.callBlocking((server) -> server.price(new Item("moon"))).fails(NotFoundException.class);
		}
	}

	@Test
	void aTranslatorAnswersForALibrary() {
		PriceService service = new PriceService((id) -> {
			throw new EmptyResultDataAccessException(1);
		});
		try (SocketTester<PriceServer, PriceClient> tester = SocketTester.bindTo(BlockingSamples.priceApi())
			.server(SocketServer.of(BlockingSamples.priceApi(), (connection) -> service)
				.translators(List.of(BlockingSamples.missingRows()))
				.build())
			.build()) {
			tester.connect();
			tester.callBlocking((server) -> server.price(new Item("moon"))).fails(NotFoundException.class);
		}
	}

	@Test
	void aStubAnswersWithAValue() {
		try (SocketServerStub<PriceServer, PriceClient> server = SocketServerStub.start(BlockingSamples.priceApi());
				SocketTester<PriceServer, PriceClient> tester = SocketTester.bindTo(BlockingSamples.priceApi())
					.url(server.url())
					.build()) {
			server.whenBlocking(PriceServer::price).answer(new Price(100));
			tester.connect();
			tester.callBlocking((remote) -> remote.price(new Item("ball"))).returns(new Price(100));
			server.expect(PriceServer::price).times(1);
		}
	}

	@Test
	void aCallerWaitsOrReceivesAMono() {
		SocketClients clients = new SocketClients(SocketPool.builder().build(), (contract) -> null,
				ReconnectOptions.NEVER);
		try (SocketServerStub<PriceServer, PriceClient> server = SocketServerStub.start(BlockingSamples.priceApi())) {
			server.whenBlocking(PriceServer::price).answer(new Price(100));
			SocketClient<PriceServer, PriceClient> prices = clients.client(BlockingSamples.priceApi(),
					(request) -> request.url(server.url()));
			assertThat(BlockingSamples.ask(prices)).isEqualTo(new Price(100));
			assertThat(BlockingSamples.askLater(prices).block(TIMEOUT)).isEqualTo(new Price(100));
			server.expect(PriceServer::price).times(2);
			prices.close().block(TIMEOUT);
		}
	}

}
