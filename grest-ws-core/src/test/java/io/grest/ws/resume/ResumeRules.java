package io.grest.ws.resume;

import java.util.List;

import io.grest.ws.connection.SocketConnection;
import org.jspecify.annotations.Nullable;

/**
 * The rules of {@code docs/resume.pml} as an automaton that follows what the two ends
 * write and read: each event must be a step that the model can take, and what the model
 * asserts must hold. Its names of faults are those of the model.
 */
final class ResumeRules implements Wire.WireListener {

	private final ResumeTrace trace;

	private final Faults faults;

	private final ServerRules server;

	private final ClientRules client;

	ResumeRules(int buffer, ResumeTrace trace, Faults faults) {
		this.trace = trace;
		this.faults = faults;
		this.server = new ServerRules(buffer, trace);
		this.client = new ClientRules(trace, this.server::owner);
	}

	/** The session that the client has. */
	@Nullable ModelSession current() {
		return this.client.current();
	}

	/** Whether the client has gone on at a node that its session was not at. */
	boolean hasMoved() {
		return this.server.hasMoved();
	}

	List<String> verdicts() {
		return this.client.verdicts();
	}

	@Override
	public void wrote(Wire wire, boolean byServer, String frame) {
		note(wire, byServer, "writes " + frame);
		this.faults.check(() -> {
			if (byServer) {
				this.server.wrote(wire, frame);
			}
			else {
				this.client.wrote(wire, frame);
			}
		});
	}

	@Override
	public void reads(Wire wire, boolean byServer, String frame) {
		note(wire, byServer, "reads " + frame);
		this.faults.check(() -> {
			if (byServer) {
				this.server.reads(wire, frame);
			}
			else {
				this.client.reads(wire, frame);
			}
		});
	}

	@Override
	public void closes(Wire wire, boolean byServer, int code) {
		note(wire, byServer, "closes with " + code);
		if (!byServer) {
			this.client.closes(wire, code);
		}
	}

	@Override
	public void ends(Wire wire, boolean atServer, int code) {
		note(wire, atServer, "ends with " + code);
		if (atServer) {
			this.server.ends(wire, code);
		}
		else {
			this.client.ends(wire);
		}
	}

	@Override
	public void cuts(Wire wire) {
		this.trace.model().add(ModelTrace.Event.CUT, wire);
	}

	private void note(Wire wire, boolean ofServer, String event) {
		this.trace.note(wire + (ofServer ? " server " : " client ") + event);
	}

	void connects(Wire wire, SocketConnection<ResumeApi.Client> connection) {
		this.faults.check(() -> this.server.connects(wire, connection));
	}

	/** The application of the server learns that a session is over. */
	void closed(SocketConnection<ResumeApi.Client> connection, int code) {
		this.faults.check(() -> this.server.closed(connection, code, current()));
	}

	/** End sessions of a node for a reason. */
	void ended(ResumeNode node, boolean onlyAway) {
		this.server.ended(node, onlyAway);
	}

	void clientOpened() {
		this.client.clientOpened();
	}

	void clientClosed() {
		this.client.clientClosed();
	}

	/** Compare the state of each session with the one that the rules say. */
	void checkStates() {
		this.server.checkStates();
	}

}
