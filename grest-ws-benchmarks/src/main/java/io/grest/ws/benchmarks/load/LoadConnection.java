package io.grest.ws.benchmarks.load;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * Connection of the load. It decodes WebSocket frames itself, and inspects only their
 * heads. Confined to the event loop.
 */
final class LoadConnection extends ChannelInboundHandlerAdapter {

	private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

	private static final ByteBuf HEAD_END = Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(END_OF_HEAD));

	private static final Pattern CONTENT_LENGTH = Pattern.compile("(?i)content-length: (\\d+)");

	private static final int LARGEST_REQUEST = 512;

	private static final int CONTROL = 0x08;

	// As Reactor's limitRate has it: asked for more at three quarters.
	private static final int WINDOW = 256;

	private static final int REPLENISHED = 192;

	private final Wire wire;

	private final String path;

	private final Listener listener;

	private State state = State.UPGRADING;

	private @Nullable Channel channel;

	private @Nullable ByteBuf kept;

	private int items;

	private int consumed;

	private int requests;

	private int receipts;

	private long received;

	private long acknowledged;

	private @Nullable String lastReceipt;

	private boolean keepsReceipt;

	LoadConnection(Wire wire, String path, Listener listener) {
		this.wire = wire;
		this.path = path;
		this.listener = listener;
	}

	@Override
	public void channelActive(ChannelHandlerContext context) {
		this.channel = context.channel();
		if (!this.wire.upgrades()) {
			ready();
			return;
		}
		String head = "GET " + this.path + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
				+ "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
				+ "Sec-WebSocket-Version: 13\r\n\r\n";
		context.writeAndFlush(Unpooled.copiedBuffer(head, StandardCharsets.US_ASCII));
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		ByteBuf in = (ByteBuf) message;
		if (this.kept != null) {
			this.kept.writeBytes(in);
			in.release();
			in = this.kept;
			this.kept = null;
		}
		while (readOne(in)) {
			// The next frame may have been read as well.
		}
		if (in.isReadable()) {
			this.kept = context.alloc().buffer(in.readableBytes() + 1024).writeBytes(in);
		}
		in.release();
	}

	private boolean readOne(ByteBuf in) {
		if (!this.wire.upgrades()) {
			return readResponse(in);
		}
		return (this.state == State.UPGRADING) ? readHead(in) : readFrame(in);
	}

	private boolean readResponse(ByteBuf in) {
		int start = in.readerIndex();
		int end = ByteBufUtil.indexOf(HEAD_END, in);
		if (end < 0) {
			return false;
		}
		String head = in.toString(start, end - start, StandardCharsets.US_ASCII);
		Matcher length = CONTENT_LENGTH.matcher(head);
		if (!head.startsWith("HTTP/1.1 200 ") || !length.find()) {
			throw new IllegalStateException("Not a response with a length: " + head);
		}
		int body = end + END_OF_HEAD.length;
		int bytes = Integer.parseInt(length.group(1));
		if (in.writerIndex() < body + bytes) {
			return false;
		}
		onMessage(in, body, bytes);
		in.readerIndex(body + bytes);
		return true;
	}

	private boolean readHead(ByteBuf in) {
		String head = in.toString(StandardCharsets.US_ASCII);
		int end = head.indexOf(new String(END_OF_HEAD, StandardCharsets.US_ASCII));
		if (end < 0) {
			return false;
		}
		if (!head.startsWith("HTTP/1.1 101 ")) {
			throw new IllegalStateException("The server refused the upgrade: " + head);
		}
		in.skipBytes(end + END_OF_HEAD.length);
		this.state = State.GREETING;
		send(this.wire.hello(this.path));
		if (!this.wire.isGreeted(this.path)) {
			ready();
		}
		return true;
	}

	// RFC 6455 section 5.2; a server does not mask.
	private boolean readFrame(ByteBuf in) {
		int start = in.readerIndex();
		int readable = in.readableBytes();
		if (readable < 2) {
			return false;
		}
		int length = in.getByte(start + 1) & 0x7F;
		int head = (length < 126) ? 2 : (length == 126) ? 4 : 10;
		if (readable < head) {
			return false;
		}
		if (head > 2) {
			length = (head == 4) ? in.getUnsignedShort(start + 2) : (int) in.getLong(start + 2);
		}
		if (readable < head + length) {
			return false;
		}
		if ((in.getByte(start) & CONTROL) == 0) {
			onMessage(in, start + head, length);
		}
		in.skipBytes(head + length);
		return true;
	}

	private void onMessage(ByteBuf in, int index, int length) {
		if (this.state == State.GREETING) {
			ready();
		}
		else if (this.wire.isItem(in, index)) {
			this.items++;
		}
		else if (this.wire.isReceipt(in, index, length)) {
			this.receipts++;
			if (this.keepsReceipt) {
				this.lastReceipt = in.toString(index, length, StandardCharsets.UTF_8);
			}
		}
		else if (!this.wire.isAcknowledgement(in, index)) {
			throw new IllegalStateException("Not a receipt: " + in.toString(index, length, StandardCharsets.UTF_8));
		}
	}

	private void ready() {
		this.state = State.READY;
		this.listener.ready(this);
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		if (this.items > 0) {
			streamed(this.items);
			this.items = 0;
		}
		int received = this.receipts;
		if (received > 0) {
			this.receipts = 0;
			acknowledge(received);
			this.listener.received(this, received);
		}
	}

	private void acknowledge(int count) {
		this.received += count;
		if (this.received - this.acknowledged >= this.wire.acknowledgedAfter()) {
			this.acknowledged = this.received;
			send(List.of(this.wire.acknowledgement(this.received)));
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		if (this.kept != null) {
			this.kept.release();
			this.kept = null;
		}
		this.listener.closed(this, null);
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		this.listener.closed(this, cause);
		context.close();
	}

	private void streamed(int count) {
		this.consumed += count;
		if (this.consumed >= REPLENISHED) {
			send(List.of(this.wire.more(this.consumed)));
			this.consumed = 0;
		}
		this.listener.streamed(this, count);
	}

	/**
	 * Ask for receipts without end, within the usual window.
	 */
	void stream() {
		send(List.of(this.wire.stream(WINDOW)));
	}

	/**
	 * Send requests together.
	 */
	void request(int count) {
		Channel channel = channel();
		ByteBuf out = channel.alloc().directBuffer(count * LARGEST_REQUEST);
		for (int i = 0; i < count; i++) {
			this.wire.request(out, this.requests++);
		}
		channel.writeAndFlush(out, channel.voidPromise());
	}

	/**
	 * Send frames.
	 */
	void send(List<byte[]> frames) {
		for (byte[] frame : frames) {
			channel().write(Unpooled.wrappedBuffer(frame));
		}
		channel().flush();
	}

	void keepReceipt() {
		this.keepsReceipt = true;
	}

	/**
	 * Return the latest receipt as received.
	 */
	@Nullable String lastReceipt() {
		return this.lastReceipt;
	}

	/**
	 * Reset the connection, so that its port is free at once.
	 */
	void close() {
		channel().close();
	}

	private Channel channel() {
		if (this.channel == null) {
			throw new IllegalStateException("Not connected");
		}
		return this.channel;
	}

	private enum State {

		UPGRADING, GREETING, READY

	}

	/**
	 * Listener of a connection, called on the event loop.
	 */
	interface Listener {

		/**
		 * Called when the connection is set up.
		 */
		void ready(LoadConnection connection);

		/**
		 * Called when receipts were read together.
		 */
		default void received(LoadConnection connection, int count) {
		}

		/**
		 * Called when items of the stream were read together.
		 */
		default void streamed(LoadConnection connection, int count) {
		}

		/**
		 * Called when the connection has ended.
		 */
		default void closed(LoadConnection connection, @Nullable Throwable cause) {
		}

	}

}
