package io.grest.ws.resume;

import java.util.ArrayList;
import java.util.List;

import io.grest.ws.connection.SocketConnection;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the rules know of one session: frames of each direction by their counts, its
 * tokens and its link.
 */
final class ModelSession {

	final Wire first;

	final SocketConnection<ResumeApi.Client> connection;

	final Direction up;

	final Direction down;

	@Nullable Wire link;

	String token = "";

	// Serves until the link whose k brought the later one is heard.
	@Nullable String oldToken;

	// A frame has come, ever.
	boolean heard;

	boolean alive = true;

	// The client has said how much it has sent.
	boolean over;

	// Its client was told by another node that it has a new one.
	boolean elsewhere;

	@Nullable String receipt;

	ModelSession(Wire first, SocketConnection<ResumeApi.Client> connection, int buffer) {
		this.first = first;
		this.link = first;
		this.connection = connection;
		this.up = new Direction(buffer);
		this.down = new Direction(buffer);
	}

	@Override
	public String toString() {
		return "session of " + this.first;
	}

	/**
	 * Counted frames of one direction.
	 */
	static final class Direction {

		private final int buffer;

		private final List<String> sent = new ArrayList<>();

		// How many of them the current link has been handed.
		private int position;

		// What the sender knows.
		private long acknowledged;

		private long received;

		// What the receiver has said last.
		private long said;

		Direction(int buffer) {
			this.buffer = buffer;
		}

		/** How many the current link has been handed. */
		long handed() {
			return this.position;
		}

		long sent() {
			return this.sent.size();
		}

		long received() {
			return this.received;
		}

		/** The frames after it can be sent again. */
		long base() {
			return Math.max(this.acknowledged, this.sent.size() - this.buffer);
		}

		boolean isAcknowledged() {
			return this.acknowledged == this.sent.size();
		}

		boolean isReceived() {
			return this.received == this.sent.size();
		}

		void handed(String frame) {
			if (this.position == this.sent.size()) {
				this.sent.add(frame);
			}
			else if (!frame.equals(this.sent.get(this.position))) {
				String before = this.sent.get(this.position);
				String id = before.split("[:;]")[2];
				assertThat(frame).as("sent again in place of " + before).isEqualTo("z::" + id + ":");
				assertThat(before).startsWith("r:");
				this.sent.set(this.position, frame);
			}
			this.position++;
		}

		void arrived() {
			this.received++;
		}

		void arrived(long count) {
			this.received = count;
		}

		void said(long count, boolean loose) {
			assertThat(count).as("acknowledged, after " + this.said).isGreaterThanOrEqualTo(this.said);
			assertThat(count).as("acknowledged")
				.isBetween(loose ? this.said : this.received, loose ? sent() : this.received);
			this.said = count;
		}

		void acknowledged(long count) {
			if (count > this.acknowledged && count <= this.sent.size()) {
				this.acknowledged = count;
			}
		}

		/** Go on with another link from what was received. */
		void goOn(long count) {
			assertThat(count).as("count to go on from").isBetween(base(), sent());
			acknowledged(count);
			this.position = (int) count;
		}

		/** The numbers of the messages that a link was handed. */
		List<Integer> messages() {
			return this.sent.stream()
				.filter((frame) -> frame.startsWith("m:") && !frame.contains(";to="))
				.map((frame) -> Integer.valueOf(frame.substring(frame.lastIndexOf(':') + 1)))
				.toList();
		}

	}

}
