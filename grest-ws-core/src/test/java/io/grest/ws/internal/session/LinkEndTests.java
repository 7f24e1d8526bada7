package io.grest.ws.internal.session;

import java.util.ArrayList;
import java.util.List;

import io.grest.ws.internal.transport.QuietTransport;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.compression.DecompressionException;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketMessage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LinkEnd}.
 */
class LinkEndTests {

	private final Sinks.One<CloseStatus> status = Sinks.one();

	private final List<String> events = new ArrayList<>();

	private final List<Runnable> tasks = new ArrayList<>();

	private final LinkEnd end = new LinkEnd(new Transport());

	@Test
	void waitsForCloseOfPeer() {
		read();
		assertThat(this.events).isEmpty();
		this.status.tryEmitValue(new CloseStatus(4001, "bye"));
		assertThat(this.events).containsExactly("closed 4001 bye");
	}

	@Test
	void readsCloseWithoutReason() {
		read();
		this.status.tryEmitValue(new CloseStatus(1000));
		assertThat(this.events).containsExactly("closed 1000 ");
	}

	@Test
	void reportsLossWithoutClose() {
		read();
		this.status.tryEmitEmpty();
		assertThat(this.events).containsExactly("lost");
	}

	@Test
	void reportsLossWhenStatusFails() {
		read();
		this.status.tryEmitError(new IllegalStateException());
		assertThat(this.events).containsExactly("lost");
	}

	@Test
	void doesNotWaitForUnknownClose() {
		this.end.readNow((closed) -> this.events.add("closed"), () -> this.events.add("lost"));
		assertThat(this.events).containsExactly("lost");
	}

	@Test
	void readsCloseThatIsKnown() {
		this.status.tryEmitValue(new CloseStatus(1001));
		this.end.readNow((closed) -> this.events.add("closed " + closed.code()), () -> this.events.add("lost"));
		assertThat(this.events).containsExactly("closed 1001");
	}

	@Test
	void isReachedOnce() {
		assertThat(this.end.isReached()).isFalse();
		assertThat(this.end.reach()).isTrue();
		assertThat(this.end.isReached()).isTrue();
		assertThat(this.end.reach()).isFalse();
	}

	@Test
	void completesOnExecutorOfTransport() {
		this.end.completed().subscribe(null, null, () -> this.events.add("completed"));
		this.end.complete();
		assertThat(this.events).isEmpty();
		this.tasks.forEach(Runnable::run);
		assertThat(this.events).containsExactly("completed");
	}

	@Test
	void knowsFailuresBySize() {
		assertThat(LinkEnd.isTooBig(null)).isFalse();
		assertThat(LinkEnd.isTooBig(new IllegalStateException())).isFalse();
		assertThat(LinkEnd.isTooBig(new TooLongFrameException())).isTrue();
		assertThat(LinkEnd.isTooBig(new DecompressionException())).isTrue();
	}

	private void read() {
		this.end.read((closed) -> this.events.add("closed " + closed.code() + " " + closed.reason()),
				() -> this.events.add("lost"));
	}

	private final class Transport extends QuietTransport {

		@Override
		public Flux<WebSocketMessage> receive() {
			return Flux.never();
		}

		@Override
		public void write(byte[] frame) {
		}

		@Override
		public Mono<CloseStatus> closeStatus() {
			return LinkEndTests.this.status.asMono();
		}

		@Override
		public void execute(Runnable task) {
			LinkEndTests.this.tasks.add(task);
		}

	}

}
