package io.grest.ws.internal.session;

import java.time.Duration;
import java.util.List;

import io.grest.ws.connection.CloseReason;
import io.grest.ws.internal.wire.Frame;

/**
 * A handshaker that records what it is told.
 */
final class RecordedHandshaker extends QuietHandshaker {

	private final List<String> events;

	RecordedHandshaker(List<String> events) {
		this.events = events;
	}

	@Override
	public void begin(Control control) {
		super.begin(control);
		this.events.add("begun");
	}

	@Override
	public void receive(Frame frame) {
		this.events.add("received " + frame.type());
	}

	@Override
	public void timedOut() {
		this.events.add("timed out");
	}

	@Override
	public void credentials(Frame frame) {
		this.events.add("credentials");
	}

	@Override
	public void askForCredentials(Duration limit) {
		this.events.add("asks for credentials within " + limit.toSeconds() + " s");
	}

	@Override
	public void closed(CloseReason reason) {
		this.events.add("told of " + reason.status());
	}

}
