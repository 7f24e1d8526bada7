package io.grest.ws.server;

/**
 * Set-up of a connection that was admitted, as its handshake sees it.
 */
interface SetUp {

	/**
	 * Set-up without limits.
	 */
	SetUp UNLIMITED = new SetUp() {

		@Override
		public boolean admits(String user) {
			return true;
		}

		@Override
		public void ended() {
		}

	};

	/**
	 * Admit the user that the handshake has authenticated.
	 * @param user the name of the user's principal
	 * @return {@code false} if it has too many connections
	 */
	boolean admits(String user);

	/**
	 * Handle the end of the handshake. May be called more than once.
	 */
	void ended();

}
