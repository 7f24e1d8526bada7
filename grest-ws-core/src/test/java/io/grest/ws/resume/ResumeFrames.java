package io.grest.ws.resume;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the rules read of frames.
 */
final class ResumeFrames {

	static final Pattern OFFER = Pattern.compile("\"grest-ws-resume\":\"(\\S+) (\\d+) (\\d+)\"");

	static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");

	static final Pattern KIND = Pattern.compile("\"session\":\"([^\"]+)\"");

	static final Pattern RECEIVED = Pattern.compile("\"received\":(\\d+)");

	static final Pattern SENT = Pattern.compile("\"sent\":(\\d+)");

	static final Pattern RECEIPT = Pattern.compile("\"receipt\":\"([^\"]+)\"");

	private ResumeFrames() {
	}

	static String find(Pattern pattern, String frame) {
		Matcher matcher = pattern.matcher(frame);
		return matcher.find() ? matcher.group(1) : "";
	}

	static boolean counts(String frame) {
		return frame.charAt(1) == ':' && "mrsnqzj".indexOf(frame.charAt(0)) >= 0;
	}

	static long acknowledgement(String frame) {
		return Long.parseLong(frame.split(":")[2]);
	}

}
