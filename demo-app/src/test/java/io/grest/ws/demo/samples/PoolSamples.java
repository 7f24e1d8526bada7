package io.grest.ws.demo.samples;

import java.util.function.Consumer;

import io.grest.ws.client.SocketPool;
import io.grest.ws.client.SocketRequest;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.demo.chat.ChatClient;
import io.grest.ws.demo.chat.ChatQuery;
import io.grest.ws.demo.chat.ChatServer;
import io.grest.ws.demo.chat.JoinRoom;
import io.grest.ws.demo.chat.Joined;
import io.grest.ws.demo.chat.Message;
import io.grest.ws.demo.chat.SendMessageRequest;
import io.grest.ws.demo.chat.SendMessageResponse;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;

/**
 * Samples of the layer below a client, which the demo does not use: shared connections
 * and calls by path.
 */
final class PoolSamples {

	private PoolSamples() {
	}

	static Mono<SocketConnection<ChatServer>> connect(SocketPool pool, SocketContract<ChatServer, ChatClient> chatApi,
			String url, String token) {
		return pool.getOrConnect(SocketRequest.to(chatApi)
			.url(url)
			.pathVariable("room", "kitchen")
			.query(new ChatQuery("en"))
			.header(HttpHeaders.AUTHORIZATION, "Bearer " + token));
	}

	static Mono<SendMessageResponse> sayByPath(SocketConnection<ChatServer> connection, Consumer<Message> reader) {
		connection.registerHandler("ChatApi.newMessage", Message.class, reader);
		connection.registerHandler("ChatApi.areYouThere", Void.class, Boolean.class, (none) -> Mono.just(true));
		connection.send("ChatApi.typing", null);
		return connection.request("ChatApi.joinRoom", new JoinRoom(0), Joined.class)
			.then(connection.request("ChatApi.sendMessage", new SendMessageRequest("Hello!", "kitchen"),
					SendMessageResponse.class));
	}

}
