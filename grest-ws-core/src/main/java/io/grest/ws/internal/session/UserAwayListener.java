package io.grest.ws.internal.session;

import io.grest.ws.internal.call.GroupMember;

/**
 * Listeners of the user, called when the peer of a connection is away and when it is
 * back, unless the connection has closed. What they throw is logged and goes no further.
 *
 * @param connection the connection as the user sees it
 * @param whenAway called when the peer is away
 * @param whenBack called when the peer is back
 */
record UserAwayListener(ConnectionView<?> connection, Runnable whenAway,
		Runnable whenBack) implements GroupMember.AwayListener {

	static final Runnable NOTHING = () -> {
	};

	// Called by the thread that has written to the link.
	@Override
	public void away() {
		call(this.whenAway);
	}

	// The thread may be one of an interceptor.
	@Override
	public void back() {
		if (this.whenBack != NOTHING) {
			this.connection.session().sender().execute(() -> call(this.whenBack));
		}
	}

	private void call(Runnable listener) {
		if (!this.connection.isClosed()) {
			this.connection.closeListeners().call(listener);
		}
	}

}
