package com.example.kotlin

import io.grest.ws.connection.SocketConnection
import io.grest.ws.connection.SocketGroup
import io.grest.ws.error.ExistsException
import io.grest.ws.error.ForbiddenException
import io.grest.ws.server.CoSocketHandler
import java.time.Instant
import java.util.concurrent.ConcurrentHashMap
import org.springframework.stereotype.Component

/**
 * The server's side of the chat.
 */
@Component
class ChatHandler : CoSocketHandler<ChatServer, ChatClient>() {

	private val names = ConcurrentHashMap.newKeySet<String>()

	private val guests = SocketGroup.of(ChatClient::class.java)

	override suspend fun accept(connection: SocketConnection<ChatClient>): ChatServer = Guest(connection)

	// One for each connection.
	private inner class Guest(private val connection: SocketConnection<ChatClient>) : ChatServer {

		private var name: String? = null

		override suspend fun join(name: String): Int {
			this.name?.let { throw ExistsException("You are here as $it") }
			if (!names.add(name)) {
				throw ExistsException("Somebody else is $name")
			}
			this.name = name
			connection.onClose { leave(name) }
			guests.add(connection)
			guests.except(connection).joined(name)
			return guests.size()
		}

		override suspend fun say(text: String): Message {
			val from = name ?: throw ForbiddenException("Join before you speak")
			val message = Message(from, text, Instant.now())
			guests.remote().said(message)
			return message
		}

		private fun leave(name: String) {
			names.remove(name)
			guests.remote().left(name)
		}

	}

}
