package io.grest.ws.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A process of very many peers, for a process may have only so many sockets. Once
 * connected, they never read, or idle: answer pings, and take the close. It says on its
 * standard output when all are connected, and which close codes they got once all are
 * closed. It ends with its standard input.
 */
final class PeerProcess {

	private static final int RECEIVE_BUFFER = 16 * 1024;

	private final InetSocketAddress server;

	private final List<SocketChannel> peers = new ArrayList<>();

	private final Map<Integer, Integer> closes = new TreeMap<>();

	private int closed;

	private PeerProcess(int port) {
		this.server = new InetSocketAddress("127.0.0.1", port);
	}

	/**
	 * Run.
	 * @param arguments the server's port, how many peers there are, and whether they read
	 */
	public static void main(String[] arguments) throws IOException {
		Thread parent = new Thread(PeerProcess::endWithParent);
		parent.setDaemon(true);
		parent.start();
		PeerProcess process = new PeerProcess(Integer.parseInt(arguments[0]));
		process.connect(Integer.parseInt(arguments[1]));
		System.out.println("connected");
		if (Boolean.parseBoolean(arguments[2])) {
			process.idle();
			System.out.println(process.closes);
		}
		else {
			join(parent);
		}
	}

	private static void endWithParent() {
		try {
			System.in.transferTo(System.out);
			System.exit(0);
		}
		catch (IOException ex) {
			System.exit(1);
		}
	}

	private static void join(Thread thread) {
		try {
			thread.join();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void connect(int count) throws IOException {
		for (int i = 0; i < count; i++) {
			SocketChannel peer = SocketChannel.open();
			peer.socket().setReceiveBufferSize(RECEIVE_BUFFER);
			peer.connect(this.server);
			peer.write(ByteBuffer.wrap(RawSocket.upgrade("/api/1", "")));
			readUntil(peer, "\r\n\r\n");
			peer.write(ByteBuffer.wrap(ClientFrames.frame(0x81, ClientFrames.bytes("h:::{}"))));
			readUntil(peer, "k:::null");
			this.peers.add(peer);
		}
	}

	private static void readUntil(SocketChannel peer, String end) throws IOException {
		StringBuilder text = new StringBuilder();
		ByteBuffer some = ByteBuffer.allocate(1024);
		while (text.indexOf(end) < 0) {
			if (peer.read(some.clear()) < 0) {
				throw new IOException("Closed after " + text);
			}
			text.append(StandardCharsets.ISO_8859_1.decode(some.flip()));
		}
	}

	private void idle() throws IOException {
		try (Selector selector = Selector.open()) {
			for (SocketChannel peer : this.peers) {
				peer.configureBlocking(false);
				peer.register(selector, SelectionKey.OP_READ, ByteBuffer.allocate(256));
			}
			while (this.closed < this.peers.size()) {
				selector.select(this::read);
			}
		}
	}

	private void read(SelectionKey key) {
		try {
			SocketChannel peer = (SocketChannel) key.channel();
			ByteBuffer received = (ByteBuffer) key.attachment();
			if (peer.read(received) < 0) {
				end(peer, 1006);
				return;
			}
			received.flip();
			while (received.remaining() >= 2 && received.remaining() >= 2 + received.get(received.position() + 1)) {
				take(peer, received);
			}
			received.compact();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	// Control frames alone come to one that has asked for nothing, of 125 bytes at most.
	private void take(SocketChannel peer, ByteBuffer received) throws IOException {
		int opcode = received.get() & 0x0F;
		byte[] payload = new byte[received.get()];
		received.get(payload);
		if (opcode == 8) {
			peer.write(ByteBuffer.wrap(ClientFrames.frame(0x88, payload)));
			end(peer, ByteBuffer.wrap(payload).getShort() & 0xFFFF);
		}
		else if (opcode == 9) {
			peer.write(ByteBuffer.wrap(ClientFrames.frame(0x8A, payload)));
		}
	}

	private void end(SocketChannel peer, int code) throws IOException {
		this.closes.merge(code, 1, Integer::sum);
		this.closed++;
		peer.close();
	}

}
