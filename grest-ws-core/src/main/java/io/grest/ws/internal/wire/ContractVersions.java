package io.grest.ws.internal.wire;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Versions of contracts that a client states in its handshake, with
 * {@link Extensions#CONTRACT}: {@code NAME=FINGERPRINT} for each contract, separated by
 * spaces.
 *
 * @since 0.1.0
 */
public final class ContractVersions {

	/**
	 * The in-band header of the handshake with the versions.
	 */
	public static final String HEADER = "grest-ws-contract";

	/**
	 * The number of contracts that may be stated. Further ones are ignored.
	 */
	public static final int MOST = 32;

	private static final Pattern VERSION = Pattern.compile("([A-Za-z][A-Za-z0-9_]*)=([0-9a-f]{16})");

	private ContractVersions() {
	}

	/**
	 * Read versions.
	 * @param header the value of {@link #HEADER}, of anybody, or {@code null} for none
	 * @return the fingerprints by the names of their contracts, without what is no
	 * version
	 */
	public static Map<String, String> ofHeader(@Nullable String header) {
		if (header == null) {
			return Map.of();
		}
		Map<String, String> versions = new LinkedHashMap<>();
		for (String each : header.split(" ", MOST + 1)) {
			Matcher matcher = VERSION.matcher(each);
			if (matcher.matches() && versions.size() < MOST) {
				versions.putIfAbsent(matcher.group(1), matcher.group(2));
			}
		}
		return versions;
	}

	/**
	 * Return the value of {@link #HEADER} for one contract.
	 * @param name the name of the contract
	 * @param fingerprint its fingerprint
	 * @return the header
	 */
	public static String toHeader(String name, String fingerprint) {
		return name + "=" + fingerprint;
	}

}
