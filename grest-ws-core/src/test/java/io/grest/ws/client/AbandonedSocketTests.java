package io.grest.ws.client;

import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.grest.ws.connection.SocketConnection;
import org.junit.jupiter.api.Test;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sockets whose only member leaves while another thread opens them.
 */
class AbandonedSocketTests {

	private final AtomicInteger closes = new AtomicInteger();

	private final SocketConnection<?> connection = (SocketConnection<?>) Proxy.newProxyInstance(
			getClass().getClassLoader(), new Class<?>[] { SocketConnection.class }, (proxy, method, arguments) -> {
				assertThat(method.getName()).isEqualTo("close");
				this.closes.incrementAndGet();
				return null;
			});

	private final AtomicReference<CoreSubscriber<? super SocketConnection<?>>> opener = new AtomicReference<>();

	// As one whose value is on its way when it is cancelled.
	private final Mono<SocketConnection<?>> opening = new Mono<>() {

		@Override
		public void subscribe(CoreSubscriber<? super SocketConnection<?>> actual) {
			AbandonedSocketTests.this.opener.set(actual);
			actual.onSubscribe(Operators.emptySubscription());
		}

	};

	private final SharedSocket socket = new SharedSocket((gone) -> {
	});

	@Test
	void closesAConnectionThatIsThereAsItsMemberLeaves() {
		SharedSocket.Member member = this.socket.enter("Api", null);
		assertThat(member).isNotNull();
		this.socket.open(member, this.opening);
		this.socket.abandon(member);
		this.opener.get().onNext(this.connection);
		assertThat(this.closes).hasValue(1);
	}

	@Test
	void closesAConnectionThatWasThereBefore() {
		SharedSocket.Member member = this.socket.enter("Api", null);
		assertThat(member).isNotNull();
		this.socket.open(member, this.opening);
		this.opener.get().onNext(this.connection);
		assertThat(this.closes).hasValue(0);
		this.socket.abandon(member);
		assertThat(this.closes).hasValue(1);
	}

}
