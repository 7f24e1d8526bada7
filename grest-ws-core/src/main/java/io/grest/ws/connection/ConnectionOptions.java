package io.grest.ws.connection;

import java.time.Duration;
import java.util.function.Consumer;

import io.grest.ws.transport.Overflow;

import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * The limits of one connection. The defaults are safe on the open internet. Immutable:
 * every {@code with} method returns new options.
 *
 * @since 0.1.0
 */
public final class ConnectionOptions implements Cloneable {

	/**
	 * The default of every limit, on a server.
	 */
	public static final ConnectionOptions DEFAULTS = new ConnectionOptions();

	/**
	 * The default of every limit on a client, which receives messages of up to 1 MB from
	 * the server that it chose.
	 */
	public static final ConnectionOptions CLIENT_DEFAULTS = DEFAULTS.withMaxFrameSize(DataSize.ofMegabytes(1));

	private Duration handshakeTimeout = Duration.ofSeconds(5);

	private Duration requestTimeout = Duration.ofSeconds(30);

	private DataSize maxFrameSize = DataSize.ofKilobytes(64);

	private int maxInFlight = 256;

	private int maxPending = 4096;

	private int requestsPerSecond = 0;

	private int outboundFrames = 1024;

	private DataSize outboundSize = DataSize.ofMegabytes(1);

	private Overflow overflow = Overflow.CLOSE;

	private Duration stallTimeout = Duration.ofSeconds(30);

	private Duration closeTimeout = Duration.ofSeconds(5);

	private Duration heartbeatInterval = Duration.ofSeconds(30);

	private Duration heartbeatTimeout = Duration.ofSeconds(60);

	private ConnectionOptions() {
	}

	/**
	 * How long a handshake may take, 5 s by default.
	 * @return the limit
	 */
	public Duration handshakeTimeout() {
		return this.handshakeTimeout;
	}

	/**
	 * How long a call waits for its answer, 30 s by default.
	 * @return the limit
	 */
	public Duration requestTimeout() {
		return this.requestTimeout;
	}

	/**
	 * How large a received message may be, 64 KB by default, 1 MB on a client; a larger
	 * one closes with 1009. Peers with this library are told the limit and keep to it.
	 * @return the limit
	 */
	public DataSize maxFrameSize() {
		return this.maxFrameSize;
	}

	/**
	 * How many calls of the peer may be unfinished, 256 by default; beyond it reading
	 * pauses.
	 * @return the limit
	 */
	public int maxInFlight() {
		return this.maxInFlight;
	}

	/**
	 * How many calls to the peer may wait for their answer, 4096 by default; one more
	 * fails at once.
	 * @return the limit
	 */
	public int maxPending() {
		return this.maxPending;
	}

	/**
	 * How many calls the peer may make in a second, with bursts of as many, 0 for no
	 * limit, the default; one more is answered TOO_MANY_REQUESTS, and a peer that goes on
	 * so for as many again is closed with 1013.
	 * @return the limit
	 */
	public int requestsPerSecond() {
		return this.requestsPerSecond;
	}

	/**
	 * How many frames may wait to be sent, 1024 by default.
	 * @return the limit
	 */
	public int outboundFrames() {
		return this.outboundFrames;
	}

	/**
	 * How many bytes may wait to be sent, 1 MB by default.
	 * @return the limit
	 */
	public DataSize outboundSize() {
		return this.outboundSize;
	}

	/**
	 * What happens to a message that finds the outbound queue full, closing by default.
	 * @return the limit
	 */
	public Overflow overflow() {
		return this.overflow;
	}

	/**
	 * How long a peer may take nothing while something waits for it, 30 s by default;
	 * then it is closed with 4008.
	 * @return the limit
	 */
	public Duration stallTimeout() {
		return this.stallTimeout;
	}

	/**
	 * How long a close may take to reach the peer, 5 s by default; then the connection is
	 * cut.
	 * @return the limit
	 */
	public Duration closeTimeout() {
		return this.closeTimeout;
	}

	/**
	 * After how long without a frame from the peer it is sent a ping, 30 s by default;
	 * zero for no heartbeat.
	 * @return the limit
	 */
	public Duration heartbeatInterval() {
		return this.heartbeatInterval;
	}

	/**
	 * After how long without a frame from the peer it is closed with 4008, 60 s by
	 * default.
	 * @return the limit
	 */
	public Duration heartbeatTimeout() {
		return this.heartbeatTimeout;
	}

	/**
	 * These options with another handshake timeout.
	 * @param handshakeTimeout see {@link #handshakeTimeout()}
	 * @return new options
	 * @throws IllegalArgumentException if out of range
	 */
	public ConnectionOptions withHandshakeTimeout(Duration handshakeTimeout) {
		isPositive("handshakeTimeout", handshakeTimeout);
		return with((options) -> options.handshakeTimeout = handshakeTimeout);
	}

	/**
	 * These options with another request timeout.
	 * @param requestTimeout see {@link #requestTimeout()}
	 * @return new options
	 * @throws IllegalArgumentException if out of range
	 */
	public ConnectionOptions withRequestTimeout(Duration requestTimeout) {
		isPositive("requestTimeout", requestTimeout);
		return with((options) -> options.requestTimeout = requestTimeout);
	}

	/**
	 * These options with another frame size.
	 * @param maxFrameSize see {@link #maxFrameSize()}
	 * @return new options
	 * @throws IllegalArgumentException if out of range
	 */
	public ConnectionOptions withMaxFrameSize(DataSize maxFrameSize) {
		isWithin("maxFrameSize", maxFrameSize.toBytes(), 125, 1 << 30);
		return with((options) -> options.maxFrameSize = maxFrameSize);
	}

	/**
	 * These options with other numbers of unfinished calls.
	 * @param maxInFlight see {@link #maxInFlight()}
	 * @param maxPending see {@link #maxPending()}
	 * @return new options
	 * @throws IllegalArgumentException if out of range
	 */
	public ConnectionOptions withCalls(int maxInFlight, int maxPending) {
		isWithin("maxInFlight", maxInFlight, 1, 1 << 20);
		isWithin("maxPending", maxPending, 1, 1 << 20);
		return with((options) -> {
			options.maxInFlight = maxInFlight;
			options.maxPending = maxPending;
		});
	}

	/**
	 * These options with another rate of calls.
	 * @param requestsPerSecond see {@link #requestsPerSecond()}
	 * @return new options
	 * @throws IllegalArgumentException if out of range
	 */
	public ConnectionOptions withRequestsPerSecond(int requestsPerSecond) {
		isWithin("requestsPerSecond", requestsPerSecond, 0, 1 << 20);
		return with((options) -> options.requestsPerSecond = requestsPerSecond);
	}

	/**
	 * These options with another outbound queue.
	 * @param outboundFrames see {@link #outboundFrames()}
	 * @param outboundSize see {@link #outboundSize()}
	 * @return new options
	 * @throws IllegalArgumentException if out of range
	 */
	public ConnectionOptions withOutbound(int outboundFrames, DataSize outboundSize) {
		isWithin("outboundFrames", outboundFrames, 1, 1 << 22);
		isWithin("outboundSize", outboundSize.toBytes(), 1024, 1L << 36);
		return with((options) -> {
			options.outboundFrames = outboundFrames;
			options.outboundSize = outboundSize;
		});
	}

	/**
	 * These options with another end of a full outbound queue.
	 * @param overflow see {@link #overflow()}
	 * @return new options
	 * @throws IllegalArgumentException if out of range
	 */
	public ConnectionOptions withOverflow(Overflow overflow) {
		Assert.notNull(overflow, "overflow must not be null");
		return with((options) -> options.overflow = overflow);
	}

	/**
	 * These options with another patience with a peer that does not read.
	 * @param stallTimeout see {@link #stallTimeout()}
	 * @param closeTimeout see {@link #closeTimeout()}
	 * @return new options
	 * @throws IllegalArgumentException if out of range
	 */
	public ConnectionOptions withPatience(Duration stallTimeout, Duration closeTimeout) {
		isPositive("stallTimeout", stallTimeout);
		isPositive("closeTimeout", closeTimeout);
		return with((options) -> {
			options.stallTimeout = stallTimeout;
			options.closeTimeout = closeTimeout;
		});
	}

	/**
	 * These options with another heartbeat.
	 * @param heartbeatInterval see {@link #heartbeatInterval()}
	 * @param heartbeatTimeout see {@link #heartbeatTimeout()}
	 * @return new options
	 * @throws IllegalArgumentException if out of range
	 */
	public ConnectionOptions withHeartbeat(Duration heartbeatInterval, Duration heartbeatTimeout) {
		Assert.isTrue(!heartbeatInterval.isNegative(),
				() -> "heartbeatInterval is " + heartbeatInterval + ": it must be positive, or zero for no heartbeat");
		Assert.isTrue(heartbeatTimeout.compareTo(heartbeatInterval) > 0, () -> "heartbeatTimeout is " + heartbeatTimeout
				+ ": it must be more than heartbeatInterval, " + heartbeatInterval);
		return with((options) -> {
			options.heartbeatInterval = heartbeatInterval;
			options.heartbeatTimeout = heartbeatTimeout;
		});
	}

	private ConnectionOptions with(Consumer<ConnectionOptions> change) {
		try {
			ConnectionOptions copy = (ConnectionOptions) clone();
			change.accept(copy);
			return copy;
		}
		catch (CloneNotSupportedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void isPositive(String name, Duration value) {
		Assert.isTrue(!value.isNegative() && !value.isZero(), () -> name + " is " + value + ": it must be positive");
	}

	private static void isWithin(String name, long value, long least, long most) {
		Assert.isTrue(value >= least && value <= most,
				() -> name + " is " + value + ": it must be from " + least + " to " + most);
	}

}
