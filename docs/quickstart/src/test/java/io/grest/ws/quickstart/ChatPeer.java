package io.grest.ws.quickstart;

/**
 * Client of a chat, whatever its protocol. Each wait ends with an error after a while.
 */
interface ChatPeer extends AutoCloseable {

	/**
	 * Join, and wait for the answer.
	 * @return the number of guests
	 * @throws Refused if the server answers with an error
	 */
	int join(String name);

	/**
	 * Send a message, and wait for the answer.
	 * @return the sender that the answer names
	 * @throws Refused if the server answers with an error
	 */
	String say(String text);

	/**
	 * Wait for the next message, which has to tell that a guest has joined.
	 */
	void awaitJoined(String name);

	/**
	 * Wait for the next message, which has to tell that a guest has left.
	 */
	void awaitLeft(String name);

	/**
	 * Wait for the next message, which has to be a text of a guest.
	 */
	void awaitSaid(String name, String text);

	/**
	 * Send a text that is no message of the protocol.
	 */
	void sendRubbish();

	@Override
	void close();

	/**
	 * Error that the server has answered with.
	 */
	final class Refused extends RuntimeException {

		private final String type;

		Refused(String type) {
			super(type);
			this.type = type;
		}

		String type() {
			return this.type;
		}

	}

}
