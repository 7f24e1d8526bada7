package io.grest.ws.topic;

import java.security.Principal;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.handshake.ServerHandshake;
import io.grest.ws.server.ActiveConnections;
import io.grest.ws.server.NettyServer;
import io.grest.ws.server.RawSocket;
import io.grest.ws.server.SocketServer;
import io.grest.ws.topic.TopicNode.Client;
import io.grest.ws.topic.TopicNode.Server;
import io.grest.ws.topic.engine.MemoryCluster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Users whose rights end on another node than theirs.
 */
@Timeout(60)
class UserEndTests {

	private final SocketContract<Server, Client> contract = SocketContract.define("Api", Server.class, Client.class)
		.path("/api")
		.build();

	private final MemoryCluster cluster = new MemoryCluster();

	private final SocketTopics here = SocketTopics.builder().engine(this.cluster.node()).build();

	private final SocketTopics there = SocketTopics.builder().engine(this.cluster.node()).build();

	private final CountDownLatch judging = new CountDownLatch(1);

	private final Sinks.Empty<Void> judged = Sinks.empty();

	private NettyServer server;

	@BeforeEach
	void start() {
		this.here.start().block(TopicNode.TIMEOUT);
		this.there.start().block(TopicNode.TIMEOUT);
	}

	@AfterEach
	void stop() {
		this.server.close();
		this.here.stop().block(TopicNode.TIMEOUT);
		this.there.stop().block(TopicNode.TIMEOUT);
	}

	private RawSocket connect(HandshakeInterceptor interceptor) throws Exception {
		this.server = new NettyServer(SocketServer.of(this.contract, (connection) -> () -> Mono.just("pong"))
			.interceptors(List.of(interceptor))
			.connections(new ActiveConnections(ActiveConnections.Limits.NONE))
			.topics(this.here)
			.build());
		RawSocket ann = new RawSocket(this.server.port(), "/api");
		ann.send("h:::");
		return ann;
	}

	private void end() {
		this.there.sockets(this.contract).user("ann").close(4003, "Revoked").block(TopicNode.TIMEOUT);
	}

	@Test
	void aHandshakeThatHasBegunIsRejected() throws Exception {
		RawSocket ann = connect(new Judge());
		assertThat(this.judging.await(10, TimeUnit.SECONDS)).isTrue();
		end();
		this.judged.tryEmitEmpty();
		assertThat(ann.read().text()).startsWith("x:::").contains("NOT_AUTHORIZED");
	}

	@Test
	void aConnectionIsClosedAndTheNextOneIsAccepted() throws Exception {
		this.judged.tryEmitEmpty();
		RawSocket ann = connect(new Judge());
		assertThat(ann.read().text()).startsWith("k:::");
		end();
		assertThat(ann.read().closeCode()).isEqualTo(4003);
		assertThat(new RawSocket(this.server.port(), "/api").shakeHands()).isNotNull();
	}

	@Test
	void whoIsAnotherUserStays() throws Exception {
		this.judged.tryEmitEmpty();
		RawSocket ann = connect(new Judge());
		assertThat(ann.read().text()).startsWith("k:::");
		this.there.sockets(this.contract).user("bob").close(4003, "Revoked").block(TopicNode.TIMEOUT);
		ann.send("r:Api.ping:1:");
		assertThat(ann.read().text()).isEqualTo("s:Api.ping:1:{\"success\":true,\"type\":\"OK\",\"data\":\"pong\"}");
	}

	/**
	 * Knows everybody as Ann, when it is let go on.
	 */
	private final class Judge implements HandshakeInterceptor {

		@Override
		public Mono<Void> process(ServerHandshake handshake) {
			UserEndTests.this.judging.countDown();
			Principal ann = () -> "ann";
			return UserEndTests.this.judged.asMono().doOnSuccess((done) -> handshake.authenticate(ann, null));
		}

	}

}
