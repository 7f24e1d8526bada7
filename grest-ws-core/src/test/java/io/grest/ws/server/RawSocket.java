package io.grest.ws.server;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A WebSocket client on a bare socket: it reads when it is told to, and sends whatever
 * bytes it is given.
 */
public final class RawSocket implements AutoCloseable {

	private static final int TIMEOUT_MILLIS = 10_000;

	private final Socket socket;

	private final DataInputStream in;

	private final OutputStream out;

	public RawSocket(int port, String path) throws IOException {
		this(port);
		write(upgrade(path, ""));
		String head = readHead();
		if (!head.startsWith("HTTP/1.1 101")) {
			throw new IOException(head);
		}
	}

	RawSocket(int port) throws IOException {
		this.socket = new Socket();
		this.socket.setReceiveBufferSize(16 * 1024);
		this.socket.connect(new InetSocketAddress("127.0.0.1", port));
		this.socket.setSoTimeout(TIMEOUT_MILLIS);
		this.in = new DataInputStream(new BufferedInputStream(this.socket.getInputStream()));
		this.out = this.socket.getOutputStream();
	}

	/** Wait for so long in each read, instead of 10 s. */
	RawSocket patience(Duration patience) throws IOException {
		this.socket.setSoTimeout((int) patience.toMillis());
		return this;
	}

	static byte[] upgrade(String path, String headers) {
		return upgrade(path, "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", headers);
	}

	static byte[] upgrade(String path, String protocolHeaders, String headers) {
		return ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
				+ protocolHeaders + headers + "\r\n")
			.getBytes(StandardCharsets.US_ASCII);
	}

	String readHead() throws IOException {
		StringBuilder head = new StringBuilder();
		while (head.indexOf("\r\n\r\n") < 0) {
			head.append((char) this.in.readUnsignedByte());
		}
		return head.toString();
	}

	String readBody(String head) throws IOException {
		int length = Integer.parseInt(head.replaceAll("(?is).*content-length: *(\\d+).*", "$1"));
		return new String(this.in.readNBytes(length), StandardCharsets.UTF_8);
	}

	/** The next chunk of a body, empty for the last one. */
	String readChunk() throws IOException {
		StringBuilder size = new StringBuilder();
		while (size.indexOf("\r\n") < 0) {
			size.append((char) this.in.readUnsignedByte());
		}
		String chunk = new String(this.in.readNBytes(Integer.parseInt(size.toString().trim(), 16)),
				StandardCharsets.UTF_8);
		this.in.readNBytes(2);
		return chunk;
	}

	/** Read on until the server's close. */
	int awaitClose() throws IOException {
		Frame frame = read();
		while (frame.opcode() != 8) {
			frame = read();
		}
		return frame.closeCode();
	}

	/** Read on until the server has closed. */
	void awaitEnd() throws IOException {
		try {
			this.in.transferTo(OutputStream.nullOutputStream());
		}
		catch (SocketException reset) {
			// An end as well.
		}
	}

	public RawSocket shakeHands() throws IOException {
		send("h:::{}");
		String accepted = read().text();
		if (!accepted.equals("k:::null")) {
			throw new IOException(accepted);
		}
		return this;
	}

	public void send(String text) throws IOException {
		write(ClientFrames.frame(0x81, ClientFrames.bytes(text)));
	}

	void write(byte[] bytes) throws IOException {
		this.out.write(bytes);
		this.out.flush();
	}

	public Frame read() throws IOException {
		int head = this.in.readUnsignedByte();
		long length = this.in.readUnsignedByte() & 0x7F;
		if (length == 126) {
			length = this.in.readUnsignedShort();
		}
		else if (length == 127) {
			length = this.in.readLong();
		}
		byte[] payload = new byte[Math.toIntExact(length)];
		this.in.readFully(payload);
		return new Frame(head & 0x0F, payload);
	}

	/** End the connection by a TCP reset. */
	void reset() throws IOException {
		this.socket.setSoLinger(true, 0);
		this.socket.close();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	public record Frame(int opcode, byte[] payload) {

		public String text() {
			return new String(this.payload, StandardCharsets.UTF_8);
		}

		public int closeCode() {
			return (this.opcode == 8) ? ByteBuffer.wrap(this.payload).getShort() & 0xFFFF : -1;
		}

	}

}
