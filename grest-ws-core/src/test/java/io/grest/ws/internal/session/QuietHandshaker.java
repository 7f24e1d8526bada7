package io.grest.ws.internal.session;

import java.time.Duration;

import io.grest.ws.connection.CloseReason;
import io.grest.ws.internal.wire.Frame;
import org.jspecify.annotations.Nullable;

/**
 * A handshaker that keeps the control of its connection and does nothing. A test
 * overrides what it is about.
 */
class QuietHandshaker implements Handshaker {

	@Nullable Control control;

	@Override
	public void begin(Control control) {
		this.control = control;
	}

	@Override
	public void receive(Frame frame) {
	}

	@Override
	public void timedOut() {
	}

	@Override
	public void credentials(Frame frame) {
	}

	@Override
	public void askForCredentials(Duration limit) {
	}

	@Override
	public void closed(CloseReason reason) {
	}

}
