package com.example.kotlin

import io.grest.ws.error.ExistsException
import io.grest.ws.error.ForbiddenException
import jakarta.validation.constraints.NotBlank
import jakarta.validation.constraints.Size

/**
 * Calls that a client may make on the server.
 */
interface ChatServer {

	/**
	 * Join the chat by a name, and return the number of guests.
	 */
	@Throws(ExistsException::class)
	suspend fun join(@NotBlank @Size(max = 20) name: String): Int

	/**
	 * Send a message to all guests, the sender included.
	 */
	@Throws(ForbiddenException::class)
	suspend fun say(@NotBlank @Size(max = 500) text: String): Message

}
