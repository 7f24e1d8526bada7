package io.grest.ws.benchmarks.server;

import io.grest.ws.benchmarks.OrderJson;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.reactivestreams.Publisher;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

/**
 * Hand-written server on Reactor Netty.
 */
final class ReactorNettyServer {

	private static final io.grest.ws.benchmarks.server.Publisher<byte[]> PUBLISHER = new io.grest.ws.benchmarks.server.Publisher<>();

	private ReactorNettyServer() {
	}

	static void start(int port) {
		HttpServer.create()
			.port(port)
			.route((routes) -> routes.ws("/rpc", ReactorNettyServer::answer).ws("/fan", ReactorNettyServer::publish))
			.bindNow();
	}

	private static Publisher<Void> answer(WebsocketInbound in, WebsocketOutbound out) {
		return out
			.sendObject(in.aggregateFrames().receiveFrames().map((frame) -> frame(OrderJson.answer(bytes(frame)))));
	}

	private static Publisher<Void> publish(WebsocketInbound in, WebsocketOutbound out) {
		return in.aggregateFrames()
			.receiveFrames()
			.doOnNext((frame) -> PUBLISHER.publish(OrderJson.answer(bytes(frame))))
			.then()
			.and(out.sendObject(PUBLISHER.listen().map(ReactorNettyServer::frame)));
	}

	private static byte[] bytes(WebSocketFrame frame) {
		return ByteBufUtil.getBytes(frame.content());
	}

	private static TextWebSocketFrame frame(byte[] json) {
		return new TextWebSocketFrame(Unpooled.wrappedBuffer(json));
	}

}
