package io.grest.ws.client;

import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import io.grest.ws.contract.ContractMethod;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.ValidationException;
import io.grest.ws.internal.Loggers;
import io.grest.ws.internal.json.Payload;
import io.grest.ws.internal.json.Payloads;
import io.grest.ws.internal.wire.OutboundFrame;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Messages of a client that its sessions have ended without sending, for its listeners.
 */
final class UnsentMessages {

	private static final Log logger = LogFactory.getLog(Loggers.CLIENT);

	private final String contract;

	private final Payloads payloads;

	private final ClientListeners<?> listeners;

	// Filled before it is read.
	private final Map<String, Type> inputs = new HashMap<>();

	// Whether a message was lost without a listener.
	private final AtomicBoolean warned = new AtomicBoolean();

	UnsentMessages(SocketContract<?, ?> contract, Payloads payloads, ClientListeners<?> listeners) {
		this.contract = contract.name();
		this.payloads = payloads;
		this.listeners = listeners;
		for (ContractMethod method : contract.serverMethods()) {
			if (method.inputType() != null) {
				this.inputs.put(method.path(), method.inputType());
			}
		}
	}

	/**
	 * Tell the listeners of a message, or the log if there are none.
	 * @param frame the message
	 * @param state the state of the client
	 */
	void add(OutboundFrame frame, ClientState state) {
		if (state.phase() == ClientState.Phase.CLOSED && state.error() == null) {
			// Who closes the client drops what waits.
			return;
		}
		if (this.listeners.heedUnsent()) {
			this.listeners.run(() -> this.listeners.unsent(new UnsentMessage(frame.path(), read(frame))));
		}
		else if (this.warned.compareAndSet(false, true)) {
			logger.warn("Client of " + this.contract + " has lost " + frame.path()
					+ ", which waited to be sent, as its session has ended: add a listener with onUnsent(...) to learn"
					+ " of such messages. Further ones are logged at DEBUG");
		}
		else {
			logger.debug("Client of " + this.contract + " has lost " + frame.path() + ", which waited to be sent");
		}
	}

	private @Nullable Object read(OutboundFrame frame) {
		int length = frame.length() - frame.payloadOffset();
		if (length == 0) {
			return null;
		}
		Payload payload = new Payload(frame.bytes(), frame.payloadOffset(), length);
		Type input = this.inputs.get(frame.path());
		try {
			return (input != null) ? this.payloads.reader(input).read(payload) : this.payloads.readTree(payload);
		}
		catch (ValidationException ex) {
			// Of a type that is written in another form than it is read.
			return this.payloads.readTree(payload);
		}
	}

}
