package io.grest.ws.test.sample;

import io.grest.ws.contract.SocketContract;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The contracts.
 */
@Configuration(proxyBeanMethods = false)
public class ChatConfiguration {

	@Bean
	public SocketContract<ChatServer, ChatClient> chatApi() {
		return SocketContract.define("ChatApi", ChatServer.class, ChatClient.class)
			.path("/ws/chat/{room}")
			.queryOnConnect(ChatQuery.class)
			.use(TokenInterceptor.class)
			.build();
	}

}
