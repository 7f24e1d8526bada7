package io.grest.ws.demo.chat;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.security.AuthenticationInterceptor;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Configuration of the contract, shared by the server, the browser and the bot.
 */
@Configuration(proxyBeanMethods = false)
class ChatConfiguration {

	@Bean
	SocketContract<ChatServer, ChatClient> chatApi() {
		return SocketContract.define("ChatApi", ChatServer.class, ChatClient.class)
			.path("/ws/chat/{room}")
			.queryOnConnect(ChatQuery.class)
			.topic("room:{room}", (topic) -> topic.history().presence(Seat.class))
			.topic("signs:{room}")
			.use(AuthenticationInterceptor.class)
			.resume()
			.build();
	}

}
