package io.grest.ws.demo.samples;

import java.math.BigDecimal;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.Dialect;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.ErrorType;
import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.error.SocketException;
import io.grest.ws.handshake.ClientHandshake;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.handshake.ServerHandshake;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;

/**
 * Samples of a contract of the envelope dialect, which the demo does not use.
 */
final class EnvelopeSamples {

	private EnvelopeSamples() {
	}

	static SocketContract<TickerServer, TickerClient> tickerApi() {
		return SocketContract.define("TickerApi", TickerServer.class, TickerClient.class)
			.path("/ws/ticker")
			.dialect(Dialect.ENVELOPE)
			.use(new UpgradeTokenInterceptor())
			.build();
	}

	static TickerServer connect(SocketConnection<TickerClient> connection) {
		return (watch) -> {
			if (!watch.symbol().equals("ACME")) {
				throw new UnknownSymbolException(new UnknownSymbolException.Details(watch.symbol()));
			}
			connection.remote().price(new Price(watch.symbol(), new BigDecimal("12.50")));
		};
	}

	interface TickerServer {

		void watch(Watch watch) throws UnknownSymbolException;

	}

	interface TickerClient {

		void price(Price price);

	}

	record Watch(String symbol) {

	}

	record Price(String symbol, BigDecimal price) {

	}

	@ErrorType(value = "UNKNOWN_SYMBOL", status = 404)
	static class UnknownSymbolException extends SocketException {

		UnknownSymbolException(Details details) {
			super(details);
		}

		record Details(String symbol) {

		}

	}

	static class UpgradeTokenInterceptor implements HandshakeInterceptor {

		@Override
		public Mono<Void> updateHandshake(ClientHandshake handshake) {
			handshake.upgradeHeader(HttpHeaders.AUTHORIZATION, "Bearer secret");
			return Mono.empty();
		}

		@Override
		public void parseHandshake(ServerHandshake handshake) {
			String header = handshake.upgrade().headers().getFirst(HttpHeaders.AUTHORIZATION);
			String cookie = handshake.upgrade().cookie("session").orElse("");
			if (!"Bearer secret".equals(header) && !"secret".equals(cookie)) {
				throw new NotAuthorizedException("Log in first");
			}
		}

	}

}
