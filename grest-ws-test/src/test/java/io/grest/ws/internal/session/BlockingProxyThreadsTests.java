package io.grest.ws.internal.session;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.server.SocketServer;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Threads on which a proxy refuses to wait for an answer: those that serve connections,
 * also of other libraries.
 */
@Timeout(60)
class BlockingProxyThreadsTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final AtomicReference<SocketConnection<Client>> connection = new AtomicReference<>();

	private final RawPeer peer = RawPeer
		.of(SocketServer.ofReactive(SocketContract.define("Api", Server.class, Client.class).path("/api").build(),
				(SocketConnection<Client> connection) -> {
					this.connection.set(connection);
					return Mono.just(() -> {
					});
				})
			.build())
		.shakeHands();

	@AfterEach
	void nothingWasSent() {
		this.peer.expectNothingMore();
	}

	@Test
	void refusesOnSchedulersOfReactorThatMustNotBlock() {
		for (Scheduler scheduler : new Scheduler[] { Schedulers.parallel(), Schedulers.single() }) {
			refuses(Mono.fromCallable(this::ask).subscribeOn(scheduler).toFuture(), "(parallel|single)-\\d+");
		}
	}

	@Test
	void refusesOnEventLoopsOfReactorNetty() {
		LoopResources loops = LoopResources.create("loops", 1, true);
		try {
			refuses(loops.onServer(true).submit(this::ask), "loops-\\w+-\\d+");
			refuses(loops.onServer(false).submit(this::ask), "loops-\\w+-\\d+");
			refuses(loops.onClient(true).submit(this::ask), "loops-\\w+-\\d+");
		}
		finally {
			loops.disposeLater().subscribe();
		}
	}

	// Netty's deprecated group is the one that libraries still create.
	@Test
	@SuppressWarnings("deprecation")
	void refusesOnEventLoopsOfNetty() {
		refusesOn(new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory()), "multiThreadIoEventLoopGroup-.*");
		refusesOn(new NioEventLoopGroup(1), "nioEventLoopGroup-.*");
	}

	private void refusesOn(EventLoopGroup group, String thread) {
		try {
			refuses(group.submit(this::ask), thread);
		}
		finally {
			group.shutdownGracefully(0, TIMEOUT.toSeconds(), TimeUnit.SECONDS);
		}
	}

	@Test
	@SuppressWarnings("deprecation")
	void refusesOnEventLoopsOfLettuce() throws Exception {
		ClientResources resources = DefaultClientResources.create();
		try {
			EventLoopGroup sockets = resources.eventLoopGroupProvider().allocate(NioEventLoopGroup.class);
			refuses(sockets.submit(this::ask), "lettuce-nioEventLoop-.*");
			refuses(resources.eventExecutorGroup().submit(this::ask), "lettuce-eventExecutorLoop-.*");
		}
		finally {
			resources.shutdown(0, TIMEOUT.toSeconds(), TimeUnit.SECONDS).await(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
		}
	}

	private void refuses(Future<String> call, String thread) {
		assertThat(call).failsWithin(TIMEOUT)
			.withThrowableOfType(ExecutionException.class)
			.havingCause()
			.isInstanceOf(IllegalStateException.class)
			.withMessageMatching("Api.ask waits for its answer, and " + thread + " must not block: use"
					+ " call\\(\\(remote\\) -> remote.method\\(...\\)\\) of the connection or the client, which returns a"
					+ " Mono, or run this code on another thread");
	}

	private String ask() {
		return this.connection.get().remote().ask();
	}

	interface Server {

		void tell();

	}

	interface Client {

		String ask();

	}

}
