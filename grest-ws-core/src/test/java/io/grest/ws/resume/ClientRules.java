package io.grest.ws.resume;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;

import io.grest.ws.resume.ModelTrace.Event;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The part of the rules that the client follows.
 */
final class ClientRules {

	private final ResumeTrace trace;

	private final Function<Wire, @Nullable ModelSession> owner;

	// What the client was told of each k but the first.
	private final List<String> verdicts = new ArrayList<>();

	private @Nullable ModelSession current;

	private @Nullable Wire wire;

	private boolean accepted;

	// Whether the client has seen the end of the wire.
	private boolean left;

	private @Nullable String token;

	private @Nullable String receipt;

	// Sessions that the client has begun and not ended.
	private int open;

	/**
	 * @param owner returns the session of the server's k on a wire
	 */
	ClientRules(ResumeTrace trace, Function<Wire, @Nullable ModelSession> owner) {
		this.trace = trace;
		this.owner = owner;
	}

	@Nullable ModelSession current() {
		return this.current;
	}

	List<String> verdicts() {
		return this.verdicts;
	}

	void closes(Wire wire, int code) {
		if (wire == this.wire && code == 4009) {
			this.trace.model().add(Event.CUT, wire);
			ends(wire);
			this.wire = null;
		}
	}

	void ends(Wire wire) {
		if (wire == this.wire && !this.left) {
			this.left = true;
			this.trace.model().add(Event.CLIENT_SEES_END, wire);
		}
	}

	void wrote(Wire wire, String frame) {
		if (frame.startsWith("h:")) {
			offers(wire, frame);
			return;
		}
		assertThat(wire).as("wire of " + frame).isEqualTo(this.wire);
		assertThat(this.accepted).as("accepted before " + frame).isTrue();
		ModelSession session = this.current;
		boolean isGreeting = this.trace.model().isGreeting(frame);
		if (ResumeFrames.counts(frame)) {
			assertThat(session.over).as("sent after the last: " + frame).isFalse();
			session.up.handed(frame);
			this.trace.request(frame);
			record(Event.CLIENT_SENDS, wire, session.up.handed());
		}
		else if (frame.startsWith("a:")) {
			session.down.said(ResumeFrames.acknowledgement(frame), this.trace.isLoose());
			if (!isGreeting) {
				record(Event.CLIENT_ACKNOWLEDGES, wire, ResumeFrames.acknowledgement(frame));
			}
		}
		else if (frame.startsWith("g:")) {
			this.trace.step("leaves");
			assertThat(Long.parseLong(ResumeFrames.find(ResumeFrames.SENT, frame))).as("disagree")
				.isEqualTo(session.up.sent());
			record(Event.CLIENT_SAYS_LAST, wire, session.up.sent());
		}
	}

	private void record(Event event, Wire wire, long number) {
		if (!this.left) {
			this.trace.model().add(event, wire, number);
		}
	}

	private void offers(Wire wire, String frame) {
		this.wire = wire;
		this.accepted = false;
		this.left = false;
		Matcher offer = ResumeFrames.OFFER.matcher(frame);
		if (!offer.find()) {
			assertThat(this.receipt).as("receipt that is not offered").isNull();
			this.trace.model().offers(wire, null, false, 0, 0);
			return;
		}
		this.trace.model()
			.offers(wire, offer.group(1), this.receipt != null, Long.parseLong(offer.group(2)),
					Long.parseLong(offer.group(3)));
		if (this.receipt != null) {
			assertThat(offer.group(1)).isEqualTo(this.receipt);
			return;
		}
		ModelSession session = this.current;
		assertThat(offer.group(1)).as("token").isEqualTo(this.token);
		long received = Long.parseLong(offer.group(2));
		if (this.trace.isLoose()) {
			session.down.arrived(received);
		}
		assertThat(received).as("RECEIVED").isEqualTo(session.down.received());
		assertThat(this.trace.isLoose() || Long.parseLong(offer.group(3)) == session.up.base()).as("BASE").isTrue();
	}

	void reads(Wire wire, String frame) {
		if (wire != this.wire) {
			this.trace.step("late for the client");
			return;
		}
		ModelSession session = this.current;
		if (frame.startsWith("k:")) {
			readGrant(wire, frame);
		}
		else if (ResumeFrames.counts(frame)) {
			session.down.arrived();
			record(Event.CLIENT_RECEIVES, wire, session.down.received());
		}
		else if (frame.startsWith("a:")) {
			session.up.acknowledged(ResumeFrames.acknowledgement(frame));
			record(Event.CLIENT_IS_ACKNOWLEDGED, wire, 0);
		}
		else if (!ResumeFrames.find(ResumeFrames.RECEIPT, frame).isEmpty()) {
			this.receipt = ResumeFrames.find(ResumeFrames.RECEIPT, frame);
			record(Event.CLIENT_HAS_RECEIPT, wire, 0);
			this.left = true;
		}
		else if (frame.startsWith("g:")) {
			record(Event.CLIENT_IS_ASKED, wire, 0);
		}
	}

	void clientOpened() {
		this.open++;
	}

	void clientClosed() {
		this.open--;
	}

	private void readGrant(Wire wire, String frame) {
		this.trace.model().isAnswered(wire);
		String kind = ResumeFrames.find(ResumeFrames.KIND, frame);
		if (kind.equals("same") && this.open == 0) {
			// What did not fit has ended it meanwhile, so it begins anew.
			assertThat(this.trace.isLoose()).as("session of the client lives").isTrue();
			return;
		}
		if (this.current != null) {
			this.verdicts.add(kind.equals("new") ? "NONE" : "COMPLETE");
		}
		if (kind.equals("same")) {
			assertThat(this.owner.apply(wire)).as("session of the client").isEqualTo(this.current);
			this.current.up.goOn(Long.parseLong(ResumeFrames.find(ResumeFrames.RECEIVED, frame)));
		}
		else {
			this.current = this.owner.apply(wire);
		}
		this.token = ResumeFrames.find(ResumeFrames.TOKEN, frame);
		this.receipt = null;
		this.accepted = true;
	}

}
