package com.example.gateway;

import com.example.gateway.ChatClient.Message;
import io.grest.ws.error.ExistsException;
import io.grest.ws.error.ForbiddenException;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/**
 * Calls that a client may make on the server.
 */
public interface ChatServer {

	/**
	 * Join the chat.
	 * @param name the name of the guest
	 * @return the number of guests, this one included
	 * @throws ExistsException if another guest has the name
	 */
	int join(@NotBlank @Size(max = 20) String name) throws ExistsException;

	/**
	 * Send a message to all guests, the sender included.
	 * @param text the text of the message
	 * @return the message as the guests receive it
	 * @throws ForbiddenException if the caller has not joined
	 */
	Message say(@NotBlank @Size(max = 500) String text) throws ForbiddenException;

}
