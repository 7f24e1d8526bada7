package io.grest.ws.server;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.generate.snapshot.ContractDescription;
import io.grest.ws.internal.Loggers;
import io.grest.ws.observation.RecentCauses;
import io.grest.ws.observation.SocketMetrics;
import io.grest.ws.observation.StatedVersion;
import io.grest.ws.protocol.PayloadCodec;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Versions of a contract that the clients of its server have, as far as they state them:
 * each that is not the server's is logged once an hour, and its connections are counted.
 * Safe to use from any thread.
 *
 * @since 0.1.0
 */
public final class ClientVersions {

	/**
	 * The name for further versions, where clients have too many, in
	 * {@link #connections()}.
	 */
	public static final String OTHER = "OTHER";

	/**
	 * The name for clients that state no version, in {@link #connections()}.
	 */
	public static final String UNSTATED = "UNSTATED";

	// A client may invent versions.
	static final int MOST = 20;

	private static final Log logger = LogFactory.getLog(Loggers.SERVER);

	private final String name;

	private final @Nullable String fingerprint;

	private final SocketMetrics.OfContract metrics;

	private final RecentCauses logged = new RecentCauses();

	// Of open connections, but for those of the server's own version.
	private final Map<String, Integer> connections = new ConcurrentHashMap<>();

	ClientVersions(SocketContract<?, ?> contract, PayloadCodec codec, SocketMetrics.OfContract metrics) {
		this.name = contract.name();
		this.fingerprint = contract.dialect().hasHandshake() ? ContractDescription.of(contract, codec).fingerprint()
				: null;
		this.metrics = metrics;
	}

	/**
	 * Return the fingerprint of the server's version.
	 * @return the fingerprint, or empty if the dialect of the contract has no handshake
	 * to state it in
	 */
	public Optional<String> fingerprint() {
		return Optional.ofNullable(this.fingerprint);
	}

	/**
	 * Return how many open connections have another version than the server.
	 * @return the numbers by the fingerprint that the clients have stated,
	 * {@link #UNSTATED} or {@link #OTHER}, sorted
	 */
	public Map<String, Integer> connections() {
		return new TreeMap<>(this.connections);
	}

	/**
	 * Handle that a client was accepted.
	 * @param connection the connection to the client, of this contract
	 * @param stated the versions that it has stated, by contract
	 */
	void accepted(SocketConnection<?> connection, Map<String, String> stated) {
		String version = stated.get(this.name);
		// A client that states versions knows only some contracts of the path.
		if (this.fingerprint == null || (version == null && !stated.isEmpty())) {
			return;
		}
		if (this.fingerprint.equals(version)) {
			this.metrics.versionStated(StatedVersion.SAME);
			return;
		}
		this.metrics.versionStated((version != null) ? StatedVersion.OTHER : StatedVersion.UNSTATED);
		if (version != null && this.logged.add(version)) {
			logger.info(connection + " has another version of " + this.name + ": " + version + ", this server has "
					+ this.fingerprint + "; ContractSnapshot says whom a difference breaks."
					+ " Logged once an hour for each version");
		}
		String counted = enter((version != null) ? version : UNSTATED);
		connection.onClose((reason) -> leave(counted));
	}

	private String enter(String version) {
		String counted = (this.connections.size() < MOST || this.connections.containsKey(version)
				|| version.equals(UNSTATED)) ? version : OTHER;
		this.connections.merge(counted, 1, Integer::sum);
		return counted;
	}

	private void leave(String counted) {
		this.connections.computeIfPresent(counted, (version, number) -> (number > 1) ? number - 1 : null);
	}

}
