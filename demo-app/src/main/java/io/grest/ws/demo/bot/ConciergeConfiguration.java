package io.grest.ws.demo.bot;

import io.grest.ws.client.SocketClient;
import io.grest.ws.client.SocketClients;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.demo.chat.ChatClient;
import io.grest.ws.demo.chat.ChatQuery;
import io.grest.ws.demo.chat.ChatServer;
import io.grest.ws.demo.login.BotAccount;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpHeaders;

/**
 * Configuration that connects the concierge to the parlour of the same application.
 */
@Configuration(proxyBeanMethods = false)
class ConciergeConfiguration {

	// The port is known only once the server has started, so each attempt reads it.
	@Bean
	SocketClient<ChatServer, ChatClient> chatClient(SocketClients clients,
			SocketContract<ChatServer, ChatClient> chatApi, Concierge concierge, BotAccount account,
			Environment environment) {
		String credentials = HttpHeaders.encodeBasicAuth(account.name(), account.password(), null);
		return clients.builder(chatApi)
			.request((request) -> request.url("ws://localhost:" + environment.getProperty("local.server.port"))
				.pathVariable("room", "general")
				.query(new ChatQuery("en"))
				.header(HttpHeaders.AUTHORIZATION, "Basic " + credentials))
			.handler(concierge)
			.setUp(concierge::arrive)
			.build()
			.onResume(concierge::goOn);
	}

}
