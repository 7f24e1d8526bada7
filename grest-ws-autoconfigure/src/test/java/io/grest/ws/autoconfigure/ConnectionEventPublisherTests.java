package io.grest.ws.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.grest.ws.connection.CloseReason;
import io.grest.ws.connection.CloseReason.Initiator;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.protocol.SocketCloseStatus;
import io.grest.ws.server.SocketConnectionEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationEventPublisher;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Events of connections on the threads that publish them.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class ConnectionEventPublisherTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static final SocketContract<?, ?> CONTRACT = Chat.define().build();

	private final List<Object> published = new CopyOnWriteArrayList<>();

	private final CountDownLatch release = new CountDownLatch(1);

	private final CountDownLatch blocked = new CountDownLatch(1);

	private final ConnectionEventPublisher publisher = new ConnectionEventPublisher(
			(ApplicationEventPublisher) this::publish);

	@AfterEach
	void destroy() {
		this.release.countDown();
		this.publisher.destroy();
	}

	private void publish(Object event) {
		if (((SocketConnectionEvent) event).connection().equals("blocked")) {
			this.blocked.countDown();
			await(this.release);
		}
		this.published.add(event);
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static SocketConnectionEvent connected(String connection) {
		return new SocketConnectionEvent.Connected(connection, CONTRACT, null);
	}

	@Test
	void publishesEventsOfAConnectionInOrder() {
		List<SocketConnectionEvent> events = List.of(connected("a"),
				new SocketConnectionEvent.Detached("a", CONTRACT, null),
				new SocketConnectionEvent.Resumed("a", CONTRACT, null), new SocketConnectionEvent.Closed("a", CONTRACT,
						null, new CloseReason(SocketCloseStatus.NORMAL, Initiator.LOCAL, null)));
		events.forEach(this.publisher);
		this.publisher.close().block(TIMEOUT);
		assertThat(this.published).hasSize(4).containsExactlyElementsOf(events);
	}

	@Test
	void waitsForNothingBeforeTheFirstEvent() {
		this.publisher.close().block(TIMEOUT);
		assertThat(this.published).isEmpty();
	}

	@Test
	void dropsEventsThatAListenerKeepsWaiting(CapturedOutput output) {
		this.publisher.accept(connected("blocked"));
		await(this.blocked);
		for (int i = 0; i < ConnectionEventPublisher.MAX_WAITING + 2; i++) {
			this.publisher.accept(connected("blocked"));
		}
		assertThat(output.getOut()).containsOnlyOnce("Events of connections are dropped, beginning with Connected");
		this.release.countDown();
		this.publisher.close().onErrorComplete().block(TIMEOUT);
		assertThat(this.published).hasSizeLessThanOrEqualTo(ConnectionEventPublisher.MAX_WAITING + 1);
	}

	@Test
	void dropsQuietlyWhatComesAfterTheEnd(CapturedOutput output) {
		this.publisher.destroy();
		this.publisher.accept(connected("late"));
		assertThat(this.published).isEmpty();
		assertThat(output.getOut()).doesNotContain("dropped");
	}

}
