package com.example.byhand;

/**
 * Error that a client is answered with.
 */
class ChatException extends RuntimeException {

	private static final long serialVersionUID = 1;

	private final String type;

	ChatException(String type, String message) {
		super(message);
		this.type = type;
	}

	String type() {
		return this.type;
	}

}
