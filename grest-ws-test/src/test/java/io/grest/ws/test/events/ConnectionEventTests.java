package io.grest.ws.test.events;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.grest.ws.server.SocketConnectionEvent;
import io.grest.ws.server.SocketServer;
import io.grest.ws.test.SocketTester;
import io.grest.ws.test.autoconfigure.TestNodes;
import io.grest.ws.test.events.EventApplication.Echo;
import io.grest.ws.test.events.EventApplication.Listener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Events of connections, as an application receives them.
 */
@Timeout(60)
class ConnectionEventTests {

	@AutoClose
	private static final TestNodes nodes = TestNodes.of(1, EventApplication.class);

	private final EventRecorder recorder = recorder(nodes);

	private static EventRecorder recorder(TestNodes nodes) {
		return nodes.node(0).context().getBean(EventRecorder.class);
	}

	private static SocketTester<Echo, Listener> connect(TestNodes nodes, String user) {
		return nodes.node(0).tester(Echo.class, Listener.class).as(() -> user).connect();
	}

	@AfterEach
	void reset() {
		nodes.reset();
	}

	@Test
	void followTheLifeOfAConnection() throws InterruptedException {
		SocketTester<Echo, Listener> ann = connect(nodes, "ann");
		this.recorder.expect("ann", "Connected");
		ann.cut();
		this.recorder.expect("ann", "Detached");
		ann.resume().sameSession();
		this.recorder.expect("ann", "Resumed");
		ann.send(Echo::leave).closedWith(4321);
		this.recorder.expect("ann", "Closed 4321");
		assertThat(this.recorder.threads()).allMatch((name) -> name.startsWith("grest-ws-events-"));
	}

	@Test
	void tellTheEndOfASessionThatIsGivenUp() throws InterruptedException {
		SocketTester<Echo, Listener> nobody = nodes.node(0).tester(Echo.class, Listener.class).connect();
		this.recorder.expect("nobody", "Connected");
		nobody.call((server) -> server.echo("Hello")).returns("Hello");
		nobody.cut();
		this.recorder.expect("nobody", "Detached");
		nobody.expire();
		this.recorder.expect("nobody", "Closed 1001");
	}

	@Test
	void listenerThatThrowsHarmsNoConnection() throws InterruptedException {
		this.recorder.behave("bob", (event) -> {
			throw new IllegalStateException("A listener that throws");
		});
		SocketTester<Echo, Listener> bob = connect(nodes, "bob");
		bob.call((server) -> server.echo("Hello")).returns("Hello");
		bob.cut();
		this.recorder.expect("bob", "Connected", "Detached");
		bob.resume().sameSession();
		bob.call((server) -> server.echo("Back")).returns("Back");
		this.recorder.expect("bob", "Resumed");
	}

	@Test
	void listenerThatBlocksHarmsNoConnection() throws InterruptedException {
		CountDownLatch release = new CountDownLatch(1);
		this.recorder.behave("cid", (event) -> await(release));
		SocketTester<Echo, Listener> cid = connect(nodes, "cid");
		cid.call((server) -> server.echo("Hello")).returns("Hello");
		cid.send(Echo::leave).closedWith(4321);
		assertThat(this.recorder.events("cid", "EchoApi")).hasSizeLessThan(2);
		release.countDown();
		this.recorder.expect("cid", "Connected", "Closed 4321");
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await(30, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Test
	void arePublishedBeforeAnApplicationEnds() throws InterruptedException {
		EventRecorder recorder;
		try (TestNodes ending = TestNodes.of(1, EventApplication.class)) {
			recorder = recorder(ending);
			SocketTester<Echo, Listener> dan = connect(ending, "dan");
			ending.node(0).stop();
			dan.closedWith(1001);
			assertThat(recorder.events("dan", "EchoApi")).hasSize(2);
		}
		recorder.expect("dan", "Connected");
		recorder.expect("dan", "Closed 1001");
		recorder.expect("dan", EventRecorder.DESTROYED);
	}

	@Test
	void serverAcceptsItsClientThoughItsListenerThrows() {
		SocketServer<Echo, Listener> server = SocketServer
			.of(new EventApplication().echoApi(), (connection) -> new Echo() {

				@Override
				public Mono<String> echo(String text) {
					return Mono.just(text);
				}

				@Override
				public void leave() {
					connection.close();
				}

			})
			.events(ConnectionEventTests::fail)
			.build();
		try (SocketTester<Echo, Listener> tester = SocketTester.bindTo(server.contract()).server(server).build()) {
			tester.connect();
			tester.call((echo) -> echo.echo("Hello")).returns("Hello");
			tester.send(Echo::leave).closedWith(1000);
		}
	}

	private static void fail(SocketConnectionEvent event) {
		throw new IllegalStateException("The listener of " + event + " throws");
	}

}
