package com.example.chat;

import io.grest.ws.contract.SocketContract;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/**
 * The application, and the contract that it serves at {@code /ws/chat}.
 */
@SpringBootApplication
public class ChatApplication {

	public static void main(String[] args) {
		SpringApplication.run(ChatApplication.class, args);
	}

	@Bean
	SocketContract<ChatServer, ChatClient> chatApi() {
		return SocketContract.define("ChatApi", ChatServer.class, ChatClient.class).path("/ws/chat").build();
	}

}
