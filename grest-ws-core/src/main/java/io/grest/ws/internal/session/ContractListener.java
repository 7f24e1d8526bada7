package io.grest.ws.internal.session;

import io.grest.ws.internal.call.CallListener;

/**
 * Listener of the calls of one of several contracts on a connection.
 *
 * @param session the listener of all calls
 * @param owner the connection as the user of the contract sees it
 */
record ContractListener(CallListener session, SessionOwner owner) implements CallListener {

	@Override
	public void callSent() {
		this.session.callSent();
	}

	@Override
	public void callEnded() {
		this.session.callEnded();
	}

	@Override
	public void undeclared(Throwable ex) {
		this.owner.raise(ex);
	}

}
