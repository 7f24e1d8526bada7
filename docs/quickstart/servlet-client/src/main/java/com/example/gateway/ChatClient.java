package com.example.gateway;

import java.time.Instant;

/**
 * Messages that the server may send to a client.
 */
public interface ChatClient {

	void joined(String name);

	void left(String name);

	void said(Message message);

	record Message(String from, String text, Instant at) {

	}

}
