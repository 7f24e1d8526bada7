package io.grest.ws.internal.session;

import io.grest.ws.internal.call.CallGate;
import io.grest.ws.internal.call.CallListener;
import io.grest.ws.internal.call.CallSession;
import io.grest.ws.internal.call.CallSurroundings;
import org.jspecify.annotations.Nullable;

/**
 * Sessions as the calls of one of several contracts on a connection see them.
 */
final class ContractSessions {

	private ContractSessions() {
	}

	/**
	 * Create the session as the calls of a contract see it.
	 * @param session the session
	 * @param contract the contract
	 * @param owner the connection as the user of that contract sees it
	 */
	static CallSession of(Session session, ConnectionFactory<?, ?> contract, SessionOwner owner) {
		return of(session, contract, owner, session.state());
	}

	/**
	 * Create the session as the calls of a contract see it.
	 * @param session the session
	 * @param contract the contract
	 * @param owner the connection as the user of that contract sees it
	 * @param gate the state that decides on the calls of the contract
	 */
	static CallSession of(Session session, ConnectionFactory<?, ?> contract, SessionOwner owner, CallGate gate) {
		CallSession first = session.calls().session();
		@Nullable CallSurroundings surroundings = (owner != first.scope()) ? CallSurroundings.of(contract.observed(),
				first.context(), session.settings().security(), first.caller(), owner) : first.surroundings();
		return new CallSession(gate, first.sender(), first.reading(), first.ender(),
				new ContractListener(first.listener(), owner), session.log().of(contract.metrics()), owner,
				first.context(), first.caller(), first.granted(), surroundings);
	}

	/**
	 * Listener of the calls of one of several contracts on a connection.
	 *
	 * @param session the listener of all calls
	 * @param owner the connection as the user of the contract sees it
	 */
	private record ContractListener(CallListener session, SessionOwner owner) implements CallListener {

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

}
