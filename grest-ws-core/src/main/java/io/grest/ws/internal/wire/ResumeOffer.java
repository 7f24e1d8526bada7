package io.grest.ws.internal.wire;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Offer of a client to go on with a session, in its handshake.
 *
 * @param token the token of the session, which the server has issued
 * @param received the number of counted frames that the client has received
 * @param base the lowest number of sent frames after which it can send all again
 * @since 0.1.0
 */
public record ResumeOffer(String token, long received, long base) {

	/**
	 * The in-band header of the handshake with the offer.
	 */
	public static final String HEADER = "grest-ws-resume";

	private static final Pattern TEXT = Pattern.compile("(\\S{1,1024}) ([0-9]{1,15}) ([0-9]{1,15})");

	/**
	 * Read an offer.
	 * @param header the value of {@link #HEADER}, of anybody, or {@code null} for none
	 * @return the offer, or {@code null} if this is none
	 */
	public static @Nullable ResumeOffer ofHeader(@Nullable String header) {
		Matcher matcher = (header != null) ? TEXT.matcher(header) : null;
		return (matcher != null && matcher.matches())
				? new ResumeOffer(matcher.group(1), Long.parseLong(matcher.group(2)), Long.parseLong(matcher.group(3)))
				: null;
	}

	/**
	 * Return the value of {@link #HEADER}.
	 * @return the token and the numbers
	 */
	public String toHeader() {
		return this.token + ' ' + this.received + ' ' + this.base;
	}

	/**
	 * Return a text without the token, which is secret.
	 */
	@Override
	public String toString() {
		return "ResumeOffer[received=" + this.received + ", base=" + this.base + "]";
	}

}
