package io.grest.ws.internal.wire;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

import io.grest.ws.internal.json.Payload;
import io.grest.ws.internal.json.Payloads;
import io.grest.ws.protocol.FrameType;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Frames of {@link Extensions#RESUME}: acknowledgements, positions of topics, and the
 * orderly end of a session.
 *
 * @since 0.1.0
 */
public final class ResumeFrames {

	private static final String AFTER = "after";

	private static final String SENT = "sent";

	private static final String RECEIPT = "receipt";

	private static final int MOST_DIGITS = 15;

	private final Payloads payloads;

	ResumeFrames(Payloads payloads) {
		this.payloads = payloads;
	}

	/**
	 * Write an acknowledgement.
	 * @param received the number of counted frames received so far
	 * @return the frame
	 */
	public OutboundFrame acknowledgement(long received) {
		return OutboundFrame.write(FrameType.ACKNOWLEDGEMENT, "",
				(out) -> out.append("a::").append(Long.toString(received)).append(':').payloadBegins());
	}

	/**
	 * Read an acknowledgement.
	 * @param frame a {@link FrameType#ACKNOWLEDGEMENT}
	 * @return the number of counted frames that the other side has received, or -1 if
	 * this says none
	 */
	public static long readAcknowledgement(Frame frame) {
		String text = frame.id();
		if (text.isEmpty() || text.length() > MOST_DIGITS) {
			return -1;
		}
		long count = 0;
		for (int i = 0; i < text.length(); i++) {
			int digit = text.charAt(i) - '0';
			if (digit < 0 || digit > 9) {
				return -1;
			}
			count = 10 * count + digit;
		}
		return count;
	}

	/**
	 * Write the position of a topic that a client has reached.
	 * @param topic the topic, as on the wire
	 * @param position the text of the position
	 * @param verdict what is known of the messages before, empty if nothing is asked
	 * @return the frame
	 */
	public OutboundFrame position(String topic, String position, Map<String, ?> verdict) {
		return OutboundFrame.write(FrameType.POSITION, "", (out) -> {
			out.append("j:").append(topic).append(':').append(position).append(':').payloadBegins();
			this.payloads.mapper().writeValue(out, verdict);
		});
	}

	/**
	 * Read the verdict on a topic.
	 * @param payload the payload of a {@link FrameType#POSITION}
	 * @return the verdict, which says nothing if this is none
	 */
	public Verdict readVerdict(Payload payload) {
		JsonNode members = members(payload);
		JsonNode recovered = members.path("recovered");
		if (!recovered.isBoolean()) {
			return Verdict.NONE;
		}
		return recovered.asBoolean() ? new Verdict(true, members.path("messages").asInt(0), null)
				: new Verdict(false, 0, members.path("why").asString("unknown"));
	}

	/**
	 * Write that the client is to come back elsewhere.
	 * @param after the time after which it is to come back
	 * @return the frame
	 */
	public OutboundFrame leave(Duration after) {
		return goAway(Map.of(AFTER, after.toMillis()));
	}

	/**
	 * Write that a client sends nothing more that counts.
	 * @param sent the number of counted frames that it has sent
	 * @return the frame
	 */
	public OutboundFrame left(long sent) {
		return goAway(Map.of(SENT, sent));
	}

	/**
	 * Write the receipt for a session that has ended in order.
	 * @param receipt the receipt
	 * @return the frame
	 */
	public OutboundFrame receipt(String receipt) {
		return goAway(Map.of(RECEIPT, receipt));
	}

	private OutboundFrame goAway(Map<String, ?> members) {
		return GrestFormat.write(FrameType.GO_AWAY, (out) -> this.payloads.mapper().writeValue(out, members));
	}

	/**
	 * Read a {@link FrameType#GO_AWAY}.
	 * @param payload the payload
	 * @return what it says, with {@code null} for each thing that it does not say
	 */
	public GoAway readGoAway(Payload payload) {
		JsonNode members = members(payload);
		JsonNode sent = members.path(SENT);
		JsonNode receipt = members.path(RECEIPT);
		return new GoAway(Terms.duration(members.path(AFTER)),
				(sent.isIntegralNumber() && sent.canConvertToLong() && sent.asLong() >= 0) ? sent.asLong() : null,
				receipt.isString() ? receipt.asString() : null);
	}

	private JsonNode members(Payload payload) {
		try {
			return this.payloads.readTree(payload);
		}
		catch (JacksonException ex) {
			return this.payloads.mapper().createObjectNode();
		}
	}

	/**
	 * Return the id of a request.
	 * @param request the frame of a {@link FrameType#REQ}
	 * @return the id without parameters
	 */
	public static String idOf(OutboundFrame request) {
		byte[] bytes = request.bytes();
		int from = 2;
		while (bytes[from] != ':') {
			from++;
		}
		int end = ++from;
		while (bytes[end] != ':' && bytes[end] != ';') {
			end++;
		}
		return new String(bytes, from, end - from, StandardCharsets.UTF_8);
	}

	/**
	 * Content of a {@link FrameType#GO_AWAY}.
	 *
	 * @param after the time after which the client is to come back elsewhere, or
	 * {@code null}
	 * @param sent the number of counted frames that the client has sent, which sends no
	 * more, or {@code null}
	 * @param receipt the receipt for a session that has ended in order, or {@code null}
	 */
	public record GoAway(@Nullable Duration after, @Nullable Long sent, @Nullable String receipt) {

	}

	/**
	 * Verdict on what a client has missed of a topic.
	 *
	 * @param isWhole whether it was sent all that it has missed
	 * @param recovered the number of messages that it was sent since
	 * @param lost why messages are lost, or {@code null} if that is not known of any
	 */
	public record Verdict(boolean isWhole, int recovered, @Nullable String lost) {

		static final Verdict NONE = new Verdict(false, 0, null);

	}

}
