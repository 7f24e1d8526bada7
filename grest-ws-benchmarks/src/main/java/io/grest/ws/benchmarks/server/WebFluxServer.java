package io.grest.ws.benchmarks.server;

import java.util.Map;

import io.grest.ws.benchmarks.OrderJson;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;

/**
 * Hand-written {@link WebSocketHandler} in a Spring Boot application: Jackson reads
 * bytes, and an answer is one buffer.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class WebFluxServer {

	private final Publisher<byte[]> publisher = new Publisher<>();

	static void start(int port) {
		Applications.start(WebFluxServer.class, port);
	}

	@Bean
	HandlerMapping handlers() {
		Map<String, WebSocketHandler> handlers = Map.of("/rpc", this::answer, "/fan", this::publish);
		return new SimpleUrlHandlerMapping(handlers, -1);
	}

	private Mono<Void> answer(WebSocketSession session) {
		DataBufferFactory buffers = session.bufferFactory();
		return session
			.send(session.receive().map((message) -> message(buffers, OrderJson.answer(bytes(message.getPayload())))));
	}

	private Mono<Void> publish(WebSocketSession session) {
		DataBufferFactory buffers = session.bufferFactory();
		return session.receive()
			.doOnNext((message) -> this.publisher.publish(OrderJson.answer(bytes(message.getPayload()))))
			.then()
			.and(session.send(this.publisher.listen().map((json) -> message(buffers, json))));
	}

	private static byte[] bytes(DataBuffer payload) {
		byte[] bytes = new byte[payload.readableByteCount()];
		payload.read(bytes);
		return bytes;
	}

	private static WebSocketMessage message(DataBufferFactory buffers, byte[] json) {
		return new WebSocketMessage(WebSocketMessage.Type.TEXT, buffers.wrap(json));
	}

}
