package io.grest.ws.demo.samples;

import java.time.Duration;

import io.grest.ws.client.ReconnectOptions;
import io.grest.ws.client.SocketClient;
import io.grest.ws.client.SocketClients;
import io.grest.ws.client.SocketHttpClientCustomizer;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.demo.chat.ChatClient;
import io.grest.ws.demo.chat.ChatServer;
import io.grest.ws.demo.chat.JoinRoom;
import io.grest.ws.demo.chat.Joined;
import io.grest.ws.demo.chat.Message;
import io.grest.ws.demo.chat.RoomFullException;
import io.grest.ws.error.NotAuthorizedException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.transport.ProxyProvider.Proxy;

import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpHeaders;

/**
 * Samples of a client. The demo's only Java client, the concierge, uses few of these
 * features.
 */
final class ClientSamples {

	private static final Log logger = LogFactory.getLog(ClientSamples.class);

	private ClientSamples() {
	}

	static Mono<String> firstMessage(SocketClients clients, SocketContract<ChatServer, ChatClient> chatApi, String url,
			String token) {
		SocketClient<ChatServer, ChatClient> chat = clients.client(chatApi,
				(request) -> request.url(url)
					.pathVariable("room", "kitchen")
					.header(HttpHeaders.AUTHORIZATION, "Bearer " + token));
		Flux<Message> messages = chat.receive(ChatClient::newMessage);
		Mono<Joined> joined = chat.remote().joinRoom(new JoinRoom(10));
		return Flux.merge(joined.then(Mono.never()), messages.map(Message::text)).next();
	}

	static Mono<String> enter(SocketClient<ChatServer, ChatClient> chat) {
		return chat.remote()
			.joinRoom(new JoinRoom(10))
			.map((joined) -> "one of " + joined.capacity())
			.onErrorResume(RoomFullException.class, (ex) -> Mono.just("full: " + ex.data()));
	}

	static void watch(SocketClient<ChatServer, ChatClient> chat) {
		chat.states().subscribe((state) -> logger.info(state.phase() + ", next attempt: " + state.nextAttempt()));
		chat.receive(ChatClient::newMessage).map(Message::text).subscribe(logger::info);
	}

	static SocketClient<ChatServer, ChatClient> client(SocketClients clients,
			SocketContract<ChatServer, ChatClient> chatApi, String url, String token, ChatClient handler) {
		return clients.builder(chatApi)
			.request((request) -> request.url(url)
				.pathVariable("room", "kitchen")
				.header(HttpHeaders.AUTHORIZATION, "Bearer " + token))
			.handler(handler)
			.setUp((connection) -> connection.remote().joinRoom(new JoinRoom(10)).then())
			.reconnect(ReconnectOptions.builder()
				.baseDelay(Duration.ofMillis(500))
				.maxDelay(Duration.ofSeconds(10))
				.maxRetries(20)
				.jitter(0.5)
				.resetAfter(Duration.ofSeconds(10))
				.build())
			.shouldRetry((ex) -> !(ex instanceof NotAuthorizedException))
			.build()
			.onClose((reason) -> logger.info("Lost: " + reason));
	}

	static SocketClient<ChatServer, ChatClient> fetchingTokens(SocketClients clients,
			SocketContract<ChatServer, ChatClient> chatApi, String url, Mono<String> tokens) {
		return clients.builder(chatApi)
			.requestMono((request) -> tokens.map((token) -> request.url(url)
				.pathVariable("room", "kitchen")
				.header(HttpHeaders.AUTHORIZATION, "Bearer " + token)
				.upgradeHeader("X-Api-Key", token)))
			.build();
	}

	@Bean
	SocketHttpClientCustomizer proxy() {
		return (httpClient) -> httpClient.proxy((proxy) -> proxy.type(Proxy.HTTP).host("proxy.example.org").port(8080));
	}

}
