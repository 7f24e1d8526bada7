package io.grest.ws.test.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link TcpProxy}, between plain sockets.
 */
class TcpProxyTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final int SHORT_MILLIS = 200;

	private ServerSocket listening;

	private TcpProxy proxy;

	private Socket client;

	private Socket server;

	@BeforeEach
	void connect() throws IOException {
		this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		this.listening.setSoTimeout((int) TIMEOUT.toMillis());
		this.proxy = TcpProxy.to(this.listening.getLocalPort());
		this.client = connectClient();
		this.server = accept();
	}

	private Socket connectClient() throws IOException {
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.proxy.port());
		socket.setSoTimeout((int) TIMEOUT.toMillis());
		return socket;
	}

	private Socket accept() throws IOException {
		Socket socket = this.listening.accept();
		socket.setSoTimeout((int) TIMEOUT.toMillis());
		return socket;
	}

	@AfterEach
	void close() throws IOException {
		this.client.close();
		this.server.close();
		this.proxy.close();
		this.listening.close();
	}

	private static void write(Socket socket, int value) throws IOException {
		socket.getOutputStream().write(value);
	}

	private static int read(Socket socket) throws IOException {
		return socket.getInputStream().read();
	}

	private static void receivesNothing(Socket socket) throws IOException {
		socket.setSoTimeout(SHORT_MILLIS);
		assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> read(socket));
		socket.setSoTimeout((int) TIMEOUT.toMillis());
	}

	private void passesBothWays() throws IOException {
		write(this.client, 1);
		assertThat(read(this.server)).isEqualTo(1);
		write(this.server, 2);
		assertThat(read(this.client)).isEqualTo(2);
	}

	@Test
	void whatEitherSideSendsArrives() throws IOException {
		passesBothWays();
		assertThat(this.proxy.connections()).isEqualTo(1);
		assertThat(this.proxy.url()).isEqualTo("ws://localhost:" + this.proxy.port());
	}

	@Test
	void anEndOfOneSideIsTheEndOfTheOther() throws IOException {
		write(this.client, 1);
		this.client.close();
		assertThat(read(this.server)).isEqualTo(1);
		assertThat(read(this.server)).isEqualTo(-1);
		await().atMost(TIMEOUT).until(() -> this.proxy.connections() == 0);
	}

	@Test
	void aResetOfOneSideIsAResetOfTheOther() throws IOException {
		passesBothWays();
		this.client.setSoLinger(true, 0);
		this.client.close();
		assertThatExceptionOfType(SocketException.class).isThrownBy(() -> read(this.server));
	}

	@Test
	void aCutResetsBothSides() throws IOException {
		passesBothWays();
		this.proxy.cut();
		assertThatExceptionOfType(SocketException.class).isThrownBy(() -> read(this.client));
		assertThatExceptionOfType(SocketException.class).isThrownBy(() -> read(this.server));
		await().atMost(TIMEOUT).until(() -> this.proxy.connections() == 0);
	}

	@Test
	void aCutOfSomeLeavesTheOthers() throws IOException {
		passesBothWays();
		Socket second = connectClient();
		Socket third = connectClient();
		await().atMost(TIMEOUT).until(() -> this.proxy.connections() == 3);
		this.proxy.cut(2);
		await().atMost(TIMEOUT).until(() -> this.proxy.connections() == 1);
		second.close();
		third.close();
	}

	@Test
	void aFinishIsAnEndForBothSides() throws IOException {
		passesBothWays();
		this.proxy.finish();
		assertThat(read(this.client)).isEqualTo(-1);
		assertThat(read(this.server)).isEqualTo(-1);
		this.client.close();
		await().atMost(TIMEOUT).until(() -> this.proxy.connections() == 0);
	}

	@Test
	void aStalledConnectionTakesNoMoreThanTheBuffersAndLosesNothing() throws Exception {
		passesBothWays();
		this.proxy.stall();
		byte[] much = new byte[1024 * 1024];
		int times = 50;
		Thread sending = new Thread(() -> {
			try {
				OutputStream out = this.client.getOutputStream();
				for (int i = 0; i < times; i++) {
					out.write(much);
				}
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		});
		sending.start();
		// What was read when the stall began may still come.
		this.server.setSoTimeout(SHORT_MILLIS);
		InputStream in = this.server.getInputStream();
		long early = 0;
		try {
			for (int n = in.read(much); n >= 0; n = in.read(much)) {
				early += n;
			}
		}
		catch (SocketTimeoutException ex) {
			assertThat(early).isLessThan(much.length);
		}
		assertThat(sending.isAlive()).isTrue();
		this.proxy.none();
		this.server.setSoTimeout((int) TIMEOUT.toMillis());
		assertThat(early + in.readNBytes((int) (times * (long) much.length - early)).length)
			.isEqualTo(times * (long) much.length);
		sending.join(TIMEOUT.toMillis());
		assertThat(sending.isAlive()).isFalse();
	}

	@Test
	void aBlackHoleTakesAllAndTellsNobody() throws IOException {
		passesBothWays();
		this.proxy.blackhole();
		write(this.client, 1);
		receivesNothing(this.server);
		this.client.close();
		receivesNothing(this.server);
	}

	@Test
	void aBlackHoleAcceptsAndTheServerNeverHearsOfIt() throws IOException {
		this.proxy.blackhole();
		this.listening.setSoTimeout(SHORT_MILLIS);
		try (Socket lost = connectClient()) {
			write(lost, 1);
			assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> this.listening.accept());
			receivesNothing(lost);
		}
	}

	@Test
	void afterABlackHoleNewConnectionsPass() throws IOException {
		this.proxy.blackhole().none();
		this.client = connectClient();
		this.server = accept();
		passesBothWays();
	}

	@Test
	void aDelayHoldsWhatPasses() throws IOException {
		Duration delay = Duration.ofMillis(SHORT_MILLIS);
		this.proxy.delay(delay);
		long start = System.nanoTime();
		write(this.client, 1);
		assertThat(read(this.server)).isEqualTo(1);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(delay);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 5, 100 })
	void aDelayThatChangesReordersNothing(int nextMillis) throws IOException {
		this.proxy.delay(Duration.ofMillis(100));
		for (int i = 0; i < 100; i++) {
			write(this.client, i);
			if (i == 50) {
				this.proxy.delay(Duration.ofMillis(nextMillis));
			}
		}
		this.client.close();
		for (int i = 0; i < 100; i++) {
			assertThat(read(this.server)).isEqualTo(i);
		}
		assertThat(read(this.server)).isEqualTo(-1);
	}

	@Test
	void aServerThatRefusesIsAResetForTheClient() throws IOException {
		this.listening.close();
		try (Socket refused = connectClient()) {
			assertThatExceptionOfType(SocketException.class).isThrownBy(() -> read(refused));
		}
	}

	@Test
	void closingResetsWhatIsOpenAndWhatIsHeld() throws IOException {
		this.proxy.delay(TIMEOUT);
		write(this.client, 1);
		this.proxy.close();
		assertThatExceptionOfType(SocketException.class).isThrownBy(() -> read(this.client));
		assertThatExceptionOfType(SocketException.class).isThrownBy(() -> read(this.server));
	}

	@Test
	void aNegativeDelayIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.proxy.delay(Duration.ofMillis(-1)))
			.withMessage("delay must not be negative");
	}

}
