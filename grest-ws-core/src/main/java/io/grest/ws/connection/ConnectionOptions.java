package io.grest.ws.connection;

import java.time.Duration;

import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * The limits of one connection. The defaults are safe on the open internet.
 *
 * @param handshakeTimeout how long a handshake may take, 5 s
 * @param requestTimeout how long a call waits for its answer, 30 s
 * @param maxFrameSize how large a received message may be, 64 KB; a larger one closes
 * with 1009
 * @param maxInFlight how many calls of the peer may be unfinished, 256; beyond it reading
 * pauses
 * @param maxPending how many calls to the peer may wait for their answer, 4096; one more
 * fails at once
 * @param outboundFrames how many frames may wait to be sent, 1024
 * @param outboundSize how many bytes may wait to be sent, 1 MB
 * @param stallTimeout how long a peer may take nothing while something waits for it, 30
 * s; then it is closed with 4008
 * @param closeTimeout how long a close may take to reach the peer, 5 s; then the
 * connection is cut
 * @since 0.1.0
 */
public record ConnectionOptions(Duration handshakeTimeout, Duration requestTimeout, DataSize maxFrameSize,
		int maxInFlight, int maxPending, int outboundFrames, DataSize outboundSize, Duration stallTimeout,
		Duration closeTimeout) {

	/**
	 * The default of every limit.
	 */
	public static final ConnectionOptions DEFAULTS = new ConnectionOptions(Duration.ofSeconds(5),
			Duration.ofSeconds(30), DataSize.ofKilobytes(64), 256, 4096, 1024, DataSize.ofMegabytes(1),
			Duration.ofSeconds(30), Duration.ofSeconds(5));

	/**
	 * Create options, checking their ranges.
	 */
	public ConnectionOptions {
		isPositive("handshakeTimeout", handshakeTimeout);
		isPositive("requestTimeout", requestTimeout);
		isPositive("stallTimeout", stallTimeout);
		isPositive("closeTimeout", closeTimeout);
		isWithin("maxFrameSize", maxFrameSize.toBytes(), 125, 1 << 30);
		isWithin("maxInFlight", maxInFlight, 1, 1 << 20);
		isWithin("maxPending", maxPending, 1, 1 << 20);
		isWithin("outboundFrames", outboundFrames, 1, 1 << 22);
		isWithin("outboundSize", outboundSize.toBytes(), 1024, 1L << 36);
	}

	private static void isPositive(String name, Duration value) {
		Assert.isTrue(!value.isNegative() && !value.isZero(), () -> name + " is " + value + ": it must be positive");
	}

	private static void isWithin(String name, long value, long least, long most) {
		Assert.isTrue(value >= least && value <= most,
				() -> name + " is " + value + ": it must be from " + least + " to " + most);
	}

	/**
	 * These options with another handshake timeout.
	 * @param handshakeTimeout how long a handshake may take
	 * @return new options
	 */
	public ConnectionOptions withHandshakeTimeout(Duration handshakeTimeout) {
		return new ConnectionOptions(handshakeTimeout, this.requestTimeout, this.maxFrameSize, this.maxInFlight,
				this.maxPending, this.outboundFrames, this.outboundSize, this.stallTimeout, this.closeTimeout);
	}

	/**
	 * These options with another request timeout.
	 * @param requestTimeout how long a call waits for its answer
	 * @return new options
	 */
	public ConnectionOptions withRequestTimeout(Duration requestTimeout) {
		return new ConnectionOptions(this.handshakeTimeout, requestTimeout, this.maxFrameSize, this.maxInFlight,
				this.maxPending, this.outboundFrames, this.outboundSize, this.stallTimeout, this.closeTimeout);
	}

	/**
	 * These options with another frame size.
	 * @param maxFrameSize how large a received message may be
	 * @return new options
	 */
	public ConnectionOptions withMaxFrameSize(DataSize maxFrameSize) {
		return new ConnectionOptions(this.handshakeTimeout, this.requestTimeout, maxFrameSize, this.maxInFlight,
				this.maxPending, this.outboundFrames, this.outboundSize, this.stallTimeout, this.closeTimeout);
	}

	/**
	 * These options with another number of unfinished calls.
	 * @param maxInFlight how many calls of the peer may be unfinished
	 * @param maxPending how many calls to the peer may wait for their answer
	 * @return new options
	 */
	public ConnectionOptions withCalls(int maxInFlight, int maxPending) {
		return new ConnectionOptions(this.handshakeTimeout, this.requestTimeout, this.maxFrameSize, maxInFlight,
				maxPending, this.outboundFrames, this.outboundSize, this.stallTimeout, this.closeTimeout);
	}

	/**
	 * These options with another outbound queue.
	 * @param outboundFrames how many frames may wait to be sent
	 * @param outboundSize how many bytes may wait to be sent
	 * @return new options
	 */
	public ConnectionOptions withOutbound(int outboundFrames, DataSize outboundSize) {
		return new ConnectionOptions(this.handshakeTimeout, this.requestTimeout, this.maxFrameSize, this.maxInFlight,
				this.maxPending, outboundFrames, outboundSize, this.stallTimeout, this.closeTimeout);
	}

	/**
	 * These options with another patience.
	 * @param stallTimeout how long a peer may take nothing while something waits for it
	 * @param closeTimeout how long a close may take to reach the peer
	 * @return new options
	 */
	public ConnectionOptions withPatience(Duration stallTimeout, Duration closeTimeout) {
		return new ConnectionOptions(this.handshakeTimeout, this.requestTimeout, this.maxFrameSize, this.maxInFlight,
				this.maxPending, this.outboundFrames, this.outboundSize, stallTimeout, closeTimeout);
	}

}
