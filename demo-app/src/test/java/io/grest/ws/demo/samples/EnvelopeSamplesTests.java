package io.grest.ws.demo.samples;

import java.util.List;

import io.grest.ws.contract.Dialect;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.demo.samples.EnvelopeSamples.TickerClient;
import io.grest.ws.demo.samples.EnvelopeSamples.TickerServer;
import io.grest.ws.demo.samples.EnvelopeSamples.UnknownSymbolException;
import io.grest.ws.demo.samples.EnvelopeSamples.UpgradeTokenInterceptor;
import io.grest.ws.demo.samples.EnvelopeSamples.Watch;
import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.server.SocketServer;
import io.grest.ws.test.SocketTester;
import io.grest.ws.test.wire.RecordedFrame;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the frames of the envelope dialect are those of the documentation.
 */
class EnvelopeSamplesTests {

	private final SocketContract<TickerServer, TickerClient> contract = EnvelopeSamples.tickerApi();

	private SocketTester<TickerServer, TickerClient> tester(SocketContract<TickerServer, TickerClient> contract) {
		return SocketTester.bindTo(contract)
			.server(SocketServer.of(this.contract, EnvelopeSamples::connect)
				.interceptors(List.of(new UpgradeTokenInterceptor()))
				.build())
			.build();
	}

	@Test
	void theFramesAreThoseOfTheDocumentation() {
		try (SocketTester<TickerServer, TickerClient> ticker = tester(this.contract)) {
			ticker.connect();
			ticker.send((server) -> server.watch(new Watch("ACME")));
			ticker.expect(TickerClient::price).times(1);
			ticker.send((server) -> server.watch(new Watch("EMCA")));
			assertThat(ticker.closedWith(4404).cause())
				.get(InstanceOfAssertFactories.type(UnknownSymbolException.class))
				.satisfies((ex) -> assertThat(ex.data()).isEqualTo(new UnknownSymbolException.Details("EMCA")));
			assertThat(ticker.frames()).extracting(RecordedFrame::text)
				.startsWith("{\"type\":\"watch\",\"data\":{\"symbol\":\"ACME\"}}",
						"{\"type\":\"price\",\"data\":{\"symbol\":\"ACME\",\"price\":12.50}}",
						"{\"type\":\"watch\",\"data\":{\"symbol\":\"EMCA\"}}",
						"{\"error\":true,\"code\":4404,\"data\":{\"message\":\"UNKNOWN_SYMBOL\",\"symbol\":\"EMCA\"}}");
		}
	}

	@Test
	void whoeverIsNotLoggedInIsRejected() {
		SocketContract<TickerServer, TickerClient> anonymous = SocketContract
			.define("TickerApi", TickerServer.class, TickerClient.class)
			.path(this.contract.path())
			.dialect(Dialect.ENVELOPE)
			.build();
		try (SocketTester<TickerServer, TickerClient> ticker = tester(anonymous)) {
			assertThat(ticker.connectFails(NotAuthorizedException.class).displayMessage()).contains("Log in first");
			assertThat(ticker.frames()).extracting(RecordedFrame::text)
				.contains("{\"error\":true,\"code\":4401,\"data\":{\"message\":\"Log in first\"}}");
		}
	}

}
