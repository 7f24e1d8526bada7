package io.grest.ws.demo.samples;

import java.util.Optional;

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

/**
 * Runs the samples of handlers that block.
 */
class BlockingSamplesTests {

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

}
