package io.grest.ws.autoconfigure.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.observation.SocketMetrics.Side;
import org.jspecify.annotations.Nullable;

/**
 * Description of a connection.
 *
 * @param id an id that is unique in this process
 * @param side the side that this application is
 * @param contracts the names of its contracts, in order
 * @param path the pattern of their path, not the requested path
 * @param state the state
 * @param principal the name of the peer's principal, or {@code null}
 * @param expiresAt the end of the peer's rights, or {@code null}
 * @param remoteAddress the address of the peer, or {@code null} if not known
 * @param since the time at which its WebSocket was opened
 * @param silentFor the time since the last frame arrived, or {@code null} without
 * heartbeats
 * @param inFlight calls of the peer that are being handled
 * @param inFlightStreams those among them that answer with a stream or take one
 * @param pending calls of this side that wait for their answer
 * @param pendingStreams those among them that are answered by a stream or send one
 * @param queuedFrames frames that wait to be sent
 * @param queuedBytes bytes that wait to be sent
 * @param receivedBytes bytes of all text received
 * @param sentBytes bytes of all text sent
 */
record ConnectionDescriptor(String id, Side side, List<String> contracts, String path, SocketConnection.State state,
		@Nullable Object principal, @Nullable Instant expiresAt, @Nullable Object remoteAddress, Instant since,
		@Nullable Duration silentFor, int inFlight, int inFlightStreams, int pending, int pendingStreams,
		int queuedFrames, long queuedBytes, long receivedBytes, long sentBytes) {

}
