package io.grest.ws.resume;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What has happened in one run.
 */
final class ResumeTrace {

	private static final int PRINTED = 60;

	private final List<String> events = new ArrayList<>();

	private final Map<String, Integer> steps = new HashMap<>();

	private final Set<String> requested = new HashSet<>();

	private final ModelTrace model = new ModelTrace();

	private boolean loose;

	/** Expect what is read to wait, so that counts are not known until they are said. */
	void loosen() {
		this.loose = true;
	}

	void tighten() {
		this.loose = false;
	}

	boolean isLoose() {
		return this.loose;
	}

	/** What the model follows. */
	ModelTrace model() {
		return this.model;
	}

	void note(String event) {
		this.events.add(event);
	}

	void step(String kind) {
		this.steps.merge(kind, 1, Integer::sum);
	}

	/** How often each kind of step was taken. */
	Map<String, Integer> steps() {
		return this.steps;
	}

	/** Note a frame that asks for an answer, if this is one. */
	void request(String frame) {
		if (frame.startsWith("r:")) {
			String method = frame.substring(frame.indexOf('.') + 1, frame.indexOf(':', 2));
			this.requested.add(method + " " + frame.substring(frame.lastIndexOf(':') + 1));
		}
	}

	/** Return whether a call was handed to a link. */
	boolean isRequested(String call) {
		return this.requested.contains(call);
	}

	/** The last events, for a failure. */
	@Override
	public String toString() {
		return String.join("\n", this.events.subList(Math.max(0, this.events.size() - PRINTED), this.events.size()));
	}

}
