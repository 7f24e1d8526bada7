package com.example.gateway;

import io.grest.ws.client.SocketClient;
import io.grest.ws.client.SocketClients;
import io.grest.ws.contract.SocketContract;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/**
 * The application, and the client that it has of the chat.
 */
@SpringBootApplication
public class GatewayApplication {

	public static void main(String[] args) {
		SpringApplication.run(GatewayApplication.class, args);
	}

	@Bean
	SocketContract<ChatServer, ChatClient> chatApi() {
		return SocketContract.define("ChatApi", ChatServer.class, ChatClient.class).path("/ws/chat").build();
	}

	@Bean
	SocketClient<ChatServer, ChatClient> chat(SocketClients clients, SocketContract<ChatServer, ChatClient> chatApi) {
		return clients.builder(chatApi)
			.setUp((connection) -> connection.call((server) -> server.join("gateway")).then())
			.build();
	}

}
