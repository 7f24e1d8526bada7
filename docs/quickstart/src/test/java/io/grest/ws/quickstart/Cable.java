package io.grest.ws.quickstart;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;

/**
 * Network between one client and a server. Once it is cut no byte arrives, and neither
 * side is told.
 */
final class Cable implements AutoCloseable {

	private final ServerSocket listener;

	private final Socket server;

	private volatile Socket client;

	private volatile boolean cut;

	private Cable(ServerSocket listener, Socket server) {
		this.listener = listener;
		this.server = server;
	}

	static Cable to(URI server) throws IOException {
		Socket socket = new Socket(server.getHost(), server.getPort());
		Cable cable = new Cable(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()), socket);
		run(cable::accept);
		return cable;
	}

	private static void run(Task task) {
		Thread thread = new Thread(() -> {
			try {
				task.run();
			}
			catch (IOException ex) {
				// One of the sockets is closed: the test is over.
			}
		}, "cable");
		thread.setDaemon(true);
		thread.start();
	}

	private void accept() throws IOException {
		this.client = this.listener.accept();
		run(() -> pass(this.server.getInputStream(), this.client.getOutputStream()));
		pass(this.client.getInputStream(), this.server.getOutputStream());
	}

	private void pass(InputStream in, OutputStream out) throws IOException {
		byte[] bytes = new byte[8192];
		for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
			if (!this.cut) {
				out.write(bytes, 0, count);
				out.flush();
			}
		}
	}

	/**
	 * Return the URL that the client connects to.
	 */
	URI url() {
		return URI.create("ws://localhost:" + this.listener.getLocalPort());
	}

	void cut() {
		this.cut = true;
	}

	@Override
	public void close() throws IOException {
		this.cut = true;
		try (this.listener; this.server) {
			Socket accepted = this.client;
			if (accepted != null) {
				accepted.close();
			}
		}
	}

	/**
	 * Copying of bytes, until a socket is closed.
	 */
	private interface Task {

		void run() throws IOException;

	}

}
