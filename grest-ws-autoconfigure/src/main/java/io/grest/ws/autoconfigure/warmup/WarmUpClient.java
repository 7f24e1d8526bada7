package io.grest.ws.autoconfigure.warmup;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Client of a {@link WarmUpServer}, on a bare socket so that it costs little.
 */
final class WarmUpClient {

	private static final int CALLS = 8;

	private static final int TEXT = 0x81;

	private static final int MASKED = 0x80;

	private static final int LENGTH_IN_TWO_BYTES = 126;

	private static final int PATIENCE_MILLIS = 5_000;

	private static final byte[] UPGRADE = ("GET " + WarmUpServer.PATH + " HTTP/1.1\r\nHost: localhost\r\n"
			+ "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
			+ "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
		.getBytes(StandardCharsets.US_ASCII);

	private static final byte[] HANDSHAKE = frame("h:::{\"grest-ws-extensions\":\"limits,streams\"}");

	private static final byte[] FRAMES = frames();

	private final int port;

	/**
	 * Create a client.
	 * @param port the port of the server
	 */
	WarmUpClient(int port) {
		this.port = port;
	}

	private static byte[] frames() {
		ByteBuffer all = ByteBuffer.allocate(4096);
		String query = "{\"text\":\"warm-up\",\"number\":7,\"large\":1234567890123,\"yes\":true,"
				+ "\"texts\":[\"one\",\"\\u00fcber\"],\"kind\":\"ONE\"}";
		for (int i = 1; i <= CALLS; i++) {
			all.put(frame("r:WarmUp.find:" + i + ";dl=30000:" + query));
			all.put(frame("m:WarmUp.tell::" + query));
		}
		byte[] bytes = new byte[all.position()];
		all.flip().get(bytes);
		return bytes;
	}

	// With a mask that changes nothing.
	private static byte[] frame(String text) {
		byte[] payload = text.getBytes(StandardCharsets.UTF_8);
		ByteBuffer frame = ByteBuffer.allocate(payload.length + 8).put((byte) TEXT);
		if (payload.length < LENGTH_IN_TWO_BYTES) {
			frame.put((byte) (MASKED | payload.length));
		}
		else {
			frame.put((byte) (MASKED | LENGTH_IN_TWO_BYTES)).putShort((short) payload.length);
		}
		frame.putInt(0).put(payload);
		byte[] bytes = new byte[frame.position()];
		frame.flip().get(bytes);
		return bytes;
	}

	/**
	 * Connect, make some calls, and close.
	 * @return the number of calls that were answered
	 * @throws IOException if the server does not do as expected
	 */
	int run() throws IOException {
		try (Socket socket = new Socket()) {
			socket.setSoTimeout(PATIENCE_MILLIS);
			socket.setTcpNoDelay(true);
			// So that no port stays occupied.
			socket.setSoLinger(true, 0);
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.port), PATIENCE_MILLIS);
			DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
			socket.getOutputStream().write(UPGRADE);
			skipHead(in);
			socket.getOutputStream().write(HANDSHAKE);
			expect(in, "k:::", "");
			socket.getOutputStream().write(FRAMES);
			for (int i = 0; i < CALLS; i++) {
				expect(in, "s:WarmUp.find:", "\"success\":true");
			}
			return CALLS;
		}
	}

	private static void skipHead(DataInputStream in) throws IOException {
		for (int end = 0; end != 0x0D0A0D0A;) {
			int next = in.read();
			if (next < 0) {
				throw new EOFException("The upgrade was not answered");
			}
			end = (end << Byte.SIZE) | next;
		}
	}

	private static void expect(DataInputStream in, String start, String part) throws IOException {
		int type = in.readUnsignedByte();
		int length = in.readUnsignedByte();
		byte[] payload = new byte[(length < LENGTH_IN_TWO_BYTES) ? length : in.readUnsignedShort()];
		in.readFully(payload);
		String text = new String(payload, StandardCharsets.UTF_8);
		if (type != TEXT || !text.startsWith(start) || !text.contains(part)) {
			throw new IOException("Received " + text + " in place of " + start + " " + part);
		}
	}

}
