package io.grest.ws.benchmarks.server;

import java.util.List;

import io.grest.ws.benchmarks.Order;
import io.grest.ws.benchmarks.Receipt;
import io.netty.buffer.PooledByteBufAllocator;
import io.rsocket.frame.decoder.PayloadDecoder;
import io.rsocket.transport.netty.server.WebsocketServerTransport;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.codec.json.JacksonJsonDecoder;
import org.springframework.http.codec.json.JacksonJsonEncoder;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.rsocket.RSocketStrategies;
import org.springframework.messaging.rsocket.annotation.support.RSocketMessageHandler;
import org.springframework.stereotype.Controller;

/**
 * Server of Spring's RSocket over WebSocket, configured as by Spring Boot: JSON, Netty
 * buffers, zero copy.
 */
@Controller
class RSocketServer {

	private final Publisher<Receipt> publisher = new Publisher<>();

	static void start(int port) {
		RSocketStrategies strategies = RSocketStrategies.builder()
			.encoder(new JacksonJsonEncoder())
			.decoder(new JacksonJsonDecoder())
			.dataBufferFactory(new NettyDataBufferFactory(PooledByteBufAllocator.DEFAULT))
			.build();
		RSocketMessageHandler handler = new RSocketMessageHandler();
		handler.setRSocketStrategies(strategies);
		handler.setHandlers(List.of(new RSocketServer()));
		handler.afterPropertiesSet();
		io.rsocket.core.RSocketServer.create(handler.responder())
			.payloadDecoder(PayloadDecoder.ZERO_COPY)
			.bindNow(WebsocketServerTransport.create(port));
	}

	@MessageMapping("place")
	Mono<Receipt> place(Order order) {
		return Mono.just(Receipt.of(order));
	}

	@MessageMapping("receipts")
	Flux<Receipt> receipts() {
		return Receipt.stream();
	}

	@MessageMapping("publish")
	void publish(Order order) {
		this.publisher.publish(Receipt.of(order));
	}

	@MessageMapping("published")
	Flux<Receipt> published() {
		return this.publisher.listen();
	}

}
