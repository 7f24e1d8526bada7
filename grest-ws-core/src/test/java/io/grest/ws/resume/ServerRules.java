package io.grest.ws.resume;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.resume.ModelTrace.Event;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The part of the rules that servers follow, with all of their sessions.
 */
final class ServerRules {

	private static final Set<Integer> OUTLIVED = Set.of(1006, 1011, 1012, 1013, 1014, 4009);

	private final int buffer;

	private final ResumeTrace trace;

	private final Map<String, ModelSession> byToken = new HashMap<>();

	private final Map<String, ModelSession> byReceipt = new HashMap<>();

	// By the wire that k was written on.
	private final Map<Wire, ModelSession> owners = new HashMap<>();

	private final Map<Wire, Offer> offers = new HashMap<>();

	private final Map<Wire, SocketConnection<ResumeApi.Client>> connected = new HashMap<>();

	ServerRules(int buffer, ResumeTrace trace) {
		this.buffer = buffer;
		this.trace = trace;
	}

	@Nullable ModelSession owner(Wire wire) {
		return this.owners.get(wire);
	}

	boolean hasMoved() {
		return this.owners.values().stream().anyMatch((session) -> session.elsewhere);
	}

	void ends(Wire wire, int code) {
		ModelSession session = this.owners.get(wire);
		if (session == null || session.link != wire) {
			return;
		}
		record(Event.SERVER_SEES_END, wire, session, 0);
		session.link = null;
		boolean isKept = session.heard && OUTLIVED.contains(code) && !wire.node.isLeaving();
		if (!isKept && session.alive) {
			this.trace.step("ends with its link");
			session.alive = false;
		}
	}

	void connects(Wire wire, SocketConnection<ResumeApi.Client> connection) {
		assertThat(this.connected.put(wire, connection)).as("connect of " + wire + " before").isNull();
	}

	void reads(Wire wire, String frame) {
		ModelSession session = this.owners.get(wire);
		if (frame.startsWith("h:")) {
			offered(wire, frame);
			return;
		}
		if (session == null || session.link != wire) {
			this.trace.step("fenced");
			return;
		}
		session.heard = true;
		session.oldToken = null;
		if (ResumeFrames.counts(frame)) {
			session.up.arrived();
			record(Event.SERVER_RECEIVES, wire, session, session.up.received());
		}
		else if (frame.startsWith("a:")) {
			session.down.acknowledged(ResumeFrames.acknowledgement(frame));
			record(Event.SERVER_IS_ACKNOWLEDGED, wire, session, 0);
		}
		else if (frame.startsWith("g:")) {
			assertThat(Long.parseLong(ResumeFrames.find(ResumeFrames.SENT, frame))).as("disagree")
				.isEqualTo(session.up.sent());
			assertThat(this.trace.isLoose() || session.up.isReceived()).as("disagree").isTrue();
			record(Event.SERVER_HEARS_LAST, wire, session, 0);
			session.over = true;
			session.alive = false;
		}
	}

	private void offered(Wire wire, String frame) {
		Matcher offer = ResumeFrames.OFFER.matcher(frame);
		if (!offer.find()) {
			this.offers.put(wire, new Offer(null, null, 0, "new"));
			return;
		}
		String offered = offer.group(1);
		long received = Long.parseLong(offer.group(2));
		long base = Long.parseLong(offer.group(3));
		ModelSession clean = this.byReceipt.get(offered);
		ModelSession session = this.byToken.get(offered);
		boolean isFound = session != null && session.alive && session.first.node == wire.node
				&& (offered.equals(session.token) || offered.equals(session.oldToken));
		boolean isSame = isFound && base <= session.up.received() && session.down.base() <= received
				&& received <= session.down.sent();
		String expected = (clean != null) ? "clean" : isSame ? "same" : "new";
		this.offers.put(wire, new Offer((clean != null) ? clean : session, offered, received, expected));
		if (session != null && session.first.node != wire.node) {
			session.elsewhere = true;
		}
		if (isFound && !isSame && !this.trace.isLoose()) {
			this.trace.step("cannot go on");
			session.alive = false;
		}
	}

	void wrote(Wire wire, String frame) {
		ModelSession session = this.owners.get(wire);
		if (frame.startsWith("k:")) {
			judged(wire, frame);
			return;
		}
		if (frame.startsWith("o:") || frame.startsWith("x:")) {
			return;
		}
		assertThat(session).as("session of " + frame).isNotNull();
		assertThat(session.link).as("two_owners: link of " + frame).isIn(wire, null);
		if (ResumeFrames.counts(frame)) {
			session.down.handed(frame);
			this.trace.request(frame);
			record(Event.SERVER_SENDS, wire, session, session.down.handed());
		}
		else if (frame.startsWith("a:")) {
			session.up.said(ResumeFrames.acknowledgement(frame), this.trace.isLoose());
			record(Event.SERVER_ACKNOWLEDGES, wire, session, ResumeFrames.acknowledgement(frame));
		}
		else if (!ResumeFrames.find(ResumeFrames.RECEIPT, frame).isEmpty()) {
			this.trace.step("receipt");
			record(Event.SERVER_GIVES_RECEIPT, wire, session, 0);
			assertThat(session.over && session.up.isReceived() && session.down.isAcknowledged()).as("lost").isTrue();
			session.receipt = ResumeFrames.find(ResumeFrames.RECEIPT, frame);
			this.byReceipt.put(session.receipt, session);
		}
		else if (frame.startsWith("g:")) {
			record(Event.SERVER_ASKS, wire, session, 0);
		}
	}

	// Of a session that is not over for the model.
	private void record(Event event, Wire wire, ModelSession session, long number) {
		if (session.link == wire && session.receipt == null && (session.alive || session.over)) {
			this.trace.model().add(event, wire, number);
		}
	}

	private void judged(Wire wire, String frame) {
		Offer offer = this.offers.get(wire);
		String kind = ResumeFrames.find(ResumeFrames.KIND, frame);
		this.trace.step(kind);
		this.trace.model()
			.answers(wire, kind, Long.parseLong(ResumeFrames.find(ResumeFrames.RECEIVED, frame)),
					ResumeFrames.find(ResumeFrames.TOKEN, frame));
		if (!this.trace.isLoose() && !wire.node.isLeaving()) {
			assertThat(kind).as("needless, or lost").isEqualTo(offer.expected);
		}
		if (kind.equals("same")) {
			goesOn(wire, frame, offer);
			return;
		}
		if (kind.equals("clean")) {
			assertThat(offer.session.receipt).as("receipt").isEqualTo(offer.token);
			assertThat(offer.session.up.isReceived() && offer.session.down.isReceived()).as("lost").isTrue();
		}
		SocketConnection<ResumeApi.Client> connection = this.connected.get(wire);
		assertThat(connection).as("connect of " + wire).isNotNull();
		ModelSession begun = new ModelSession(wire, connection, this.buffer);
		begun.token = ResumeFrames.find(ResumeFrames.TOKEN, frame);
		this.byToken.put(begun.token, begun);
		this.owners.put(wire, begun);
	}

	private void goesOn(Wire wire, String frame, Offer offer) {
		ModelSession session = offer.session;
		assertThat(session.alive).as("same of a session that lives").isTrue();
		assertThat(this.connected).as("connect for same").doesNotContainKey(wire);
		this.trace.step((session.link != null) ? "takes over" : "comes back");
		session.link = wire;
		long received = Long.parseLong(ResumeFrames.find(ResumeFrames.RECEIVED, frame));
		if (this.trace.isLoose()) {
			session.up.arrived(received);
		}
		assertThat(received).as("received").isEqualTo(session.up.received());
		session.down.goOn(offer.received);
		session.oldToken = offer.token;
		session.token = ResumeFrames.find(ResumeFrames.TOKEN, frame);
		this.byToken.put(session.token, session);
		this.owners.put(wire, session);
	}

	/** End sessions of a node for a reason. */
	void ended(ResumeNode node, boolean onlyAway) {
		this.owners.values()
			.stream()
			.filter((session) -> session.first.node == node && (!onlyAway || session.link == null))
			.forEach((session) -> session.alive = false);
	}

	/** The application of the server learns that a session is over. */
	void closed(SocketConnection<ResumeApi.Client> connection, int code, @Nullable ModelSession current) {
		this.trace.note("closed " + connection.id() + " with " + code);
		this.owners.values()
			.stream()
			.filter((session) -> session.connection == connection && session.alive)
			.forEach((session) -> {
				// A session that its client has lost to a late handshake is left to its
				// ttl.
				boolean hasExpired = code == 1001 && session.link == null && session != current;
				boolean isMeant = this.trace.isLoose() || session.elsewhere || session.first.node.isLeaving()
						|| session.first.node.isDead();
				assertThat(isMeant || hasExpired).as("needless end of " + session + " with " + code).isTrue();
				session.alive = false;
			});
	}

	/** Compare the state of each session with the one that the rules say. */
	void checkStates() {
		for (ModelSession session : this.owners.values()) {
			if (this.trace.isLoose() || session.elsewhere || session.first.node.isLeaving()
					|| session.first.node.isDead()) {
				continue;
			}
			SocketConnection.State state = session.connection.status().state();
			if (session.alive) {
				assertThat(state).as("state of " + session)
					.isEqualTo((session.link != null) ? SocketConnection.State.OPEN : SocketConnection.State.DETACHED);
			}
			else {
				assertThat(state).as("state of " + session).isEqualTo(SocketConnection.State.CLOSED);
			}
		}
	}

	/**
	 * What a handshake has offered when the server read it.
	 *
	 * @param session the session that is meant, or {@code null}
	 * @param token the token or receipt, or {@code null}
	 * @param received the count of the client
	 * @param expected what the rules say
	 */
	private record Offer(@Nullable ModelSession session, @Nullable String token, long received, String expected) {

	}

}
