package io.grest.ws.resume;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the two ends have done, as rows of numbers that {@code docs/resume.pml} follows.
 */
final class ModelTrace {

	private final List<String> rows = new ArrayList<>();

	// The link whose k has brought a token.
	private final Map<String, Integer> tokens = new HashMap<>();

	// Whether the client has still to acknowledge the k that it has read: the model does
	// both at once.
	private boolean greets;

	void add(Event event, Wire wire) {
		add(event, wire, 0);
	}

	void add(Event event, Wire wire, long number) {
		add(event, wire, number, 0, 0);
	}

	private void add(Event event, Wire wire, long a, long b, int c) {
		this.rows.add(event.ordinal() + 1 + " " + (wire.number - 1) + " " + a + " " + b + " " + c);
	}

	void offers(Wire wire, @Nullable String token, boolean isReceipt, long received, long base) {
		int known = (token != null && !isReceipt) ? this.tokens.get(token) : 0;
		add(Event.CLIENT_OFFERS, wire, received, base, 4 * known + (isReceipt ? 2 : 0) + wire.node.number());
	}

	void answers(Wire wire, String kind, long received, String token) {
		this.tokens.put(token, wire.number);
		add(Event.SERVER_ANSWERS, wire, received, List.of("same", "clean", "new").indexOf(kind), 0);
	}

	void isAnswered(Wire wire) {
		add(Event.CLIENT_IS_ANSWERED, wire);
		this.greets = true;
	}

	/** Return whether a frame of the client is one with its reading of k. */
	boolean isGreeting(String frame) {
		boolean isGreeting = this.greets;
		if (isGreeting) {
			assertThat(frame).as("first frame after k").startsWith("a:");
		}
		this.greets = false;
		return isGreeting;
	}

	void leaves() {
		this.rows.add(Event.NODE_LEAVES.ordinal() + 1 + " 0 0 0 0");
	}

	int size() {
		return this.rows.size();
	}

	boolean has(Event event) {
		return this.rows.stream().anyMatch((row) -> row.startsWith(event.ordinal() + 1 + " "));
	}

	/** Return the rows up to some number of them, and the end. */
	String toText(int size) {
		return String.join("\n", this.rows.subList(0, size)) + "\n0 0 0 0 0\n";
	}

	String row(int number) {
		String[] row = this.rows.get(number).split(" ", 2);
		return Event.values()[Integer.parseInt(row[0]) - 1] + " " + row[1];
	}

	/**
	 * Events, in the order of their numbers in the model, from 1.
	 */
	enum Event {

		CLIENT_OFFERS, SERVER_ANSWERS, CLIENT_IS_ANSWERED, CLIENT_SENDS, SERVER_RECEIVES, SERVER_SENDS, CLIENT_RECEIVES,
		CLIENT_ACKNOWLEDGES, SERVER_IS_ACKNOWLEDGED, SERVER_ACKNOWLEDGES, CLIENT_IS_ACKNOWLEDGED, SERVER_ASKS,
		CLIENT_IS_ASKED, CLIENT_SAYS_LAST, SERVER_HEARS_LAST, SERVER_GIVES_RECEIPT, CLIENT_HAS_RECEIPT, CUT,
		SERVER_SEES_END, CLIENT_SEES_END, NODE_LEAVES

	}

}
