package io.grest.ws.internal.session;

import java.util.List;
import java.util.Objects;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.internal.call.CallSecurity;
import io.grest.ws.internal.call.ErrorFrames;
import io.grest.ws.internal.call.FailureLog;
import io.grest.ws.internal.log.FrameLogger;
import io.grest.ws.internal.transport.Heartbeats;
import io.grest.ws.internal.wire.WireFormat;
import io.grest.ws.observation.SocketMetrics;
import io.grest.ws.observation.SocketMetrics.Side;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/**
 * What the sessions of one side share: those of a contract, or of several contracts on
 * the same connections.
 *
 * @param side this side
 * @param options the limits of each connection
 * @param scheduler the scheduler of timers
 * @param heartbeats the heartbeats, or {@code null} for none
 * @param format the format of frames
 * @param metrics the metrics of connections
 * @param frameLog the log of frames
 * @param failures the log of failures
 * @param errorFrames the frames that report errors without an answer, or {@code null} if
 * the format has answers
 * @param security the security of the calls of the other side, or {@code null} for none
 * @param isResumable whether a session may go on with another link
 */
record SessionSettings(Side side, ConnectionOptions options, Scheduler scheduler, @Nullable Heartbeats heartbeats,
		WireFormat format, SocketMetrics.OfContract metrics, FrameLogger frameLog, FailureLog failures,
		@Nullable ErrorFrames errorFrames, @Nullable CallSecurity security, boolean isResumable) {

	/**
	 * Return the settings of several contracts on the same connections, those of the
	 * first as far as they agree.
	 * @param all the settings of each
	 * @param format the format of the frames of all
	 * @param frameLog the log of the frames of all
	 */
	static SessionSettings shared(List<SessionSettings> all, WireFormat format, FrameLogger frameLog) {
		SessionSettings first = all.get(0);
		CallSecurity security = all.stream()
			.map(SessionSettings::security)
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
		return new SessionSettings(first.side, first.options, first.scheduler, first.heartbeats, format,
				new SharedMetrics(all.stream().map(SessionSettings::metrics).toList()), frameLog, first.failures,
				first.errorFrames, security, all.stream().allMatch(SessionSettings::isResumable));
	}

	boolean isServer() {
		return this.side == Side.SERVER;
	}

	/**
	 * Return the name of a property of the other side, in case it runs this library too.
	 */
	String peerProperty(String name) {
		return (isServer() ? "grest.ws.client." : "grest.ws.server.") + name;
	}

	/**
	 * Return the name of a property of this side.
	 */
	String ownProperty(String name) {
		return (isServer() ? "grest.ws.server." : "grest.ws.client.") + name;
	}

}
