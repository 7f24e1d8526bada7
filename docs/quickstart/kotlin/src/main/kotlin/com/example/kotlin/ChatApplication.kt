package com.example.kotlin

import io.grest.ws.contract.SocketContract
import org.springframework.boot.autoconfigure.SpringBootApplication
import org.springframework.boot.runApplication
import org.springframework.context.annotation.Bean

/**
 * The application, and the contract that it serves at `/ws/chat`.
 */
@SpringBootApplication(proxyBeanMethods = false)
class ChatApplication {

	@Bean
	fun chatApi(): SocketContract<ChatServer, ChatClient> =
		SocketContract.define("ChatApi", ChatServer::class.java, ChatClient::class.java).path("/ws/chat").build()

}

fun main(args: Array<String>) {
	runApplication<ChatApplication>(*args)
}
