package io.grest.ws.internal.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.connection.SocketGroup;
import io.grest.ws.internal.session.TestApi.Client;
import io.grest.ws.internal.session.TestApi.Echo;
import io.grest.ws.internal.session.TestApi.Text;
import io.grest.ws.server.SocketServer;
import org.junit.jupiter.api.Test;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Sending from many threads, and to many connections.
 */
class SendingTests {

	private static final int THREADS = 64;

	private static final int MESSAGES = 100_000;

	@Test
	void allThatManyThreadsSendArrivesOnceInEachThreadsOrder() throws Exception {
		AtomicReference<SocketConnection<Client>> connection = new AtomicReference<>();
		RawPeer peer = RawPeer.of(TestApi.server((opened) -> {
			connection.set(opened);
			return new Echo();
		})
			.options(
					ConnectionOptions.builder().outboundFrames(MESSAGES).outboundSize(DataSize.ofMegabytes(64)).build())
			.build()).shakeHands();
		CountDownLatch sent = new CountDownLatch(THREADS);
		int each = MESSAGES / THREADS;
		for (int thread = 0; thread < THREADS; thread++) {
			String name = thread + " ";
			new Thread(() -> {
				for (int i = 0; i < each; i++) {
					connection.get().remote().note(new Text(name + i));
				}
				sent.countDown();
			}).start();
		}
		Map<String, Integer> next = new HashMap<>();
		for (int i = 0; i < each * THREADS; i++) {
			String frame = peer.next();
			assertThat(frame).matches("m:Api\\.note::\\{\"text\":\"\\d+ \\d+\"}");
			String[] text = frame.substring(frame.indexOf(":\"") + 2, frame.length() - 2).split(" ");
			assertThat(next.merge(text[0], 1, Integer::sum) - 1).isEqualTo(Integer.parseInt(text[1]));
		}
		assertThat(sent.await(5, TimeUnit.SECONDS)).isTrue();
		peer.expectNothingMore();
	}

	@Test
	void aGroupSendsToEachMemberAndForgetsWhoCloses() {
		SocketGroup<Client> group = SocketGroup.of(Client.class);
		SocketServer<TestApi.Server, Client> server = TestApi.server((connection) -> {
			assertThat(group.add(connection)).isTrue();
			assertThat(group.add(connection)).isFalse();
			return new Echo();
		}).build();
		List<RawPeer> peers = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			peers.add(RawPeer.of(server).shakeHands());
		}
		group.remote().note(new Text("all"));
		peers.forEach((peer) -> peer.expect("m:Api.note::{\"text\":\"all\"}"));
		peers.get(0).close();
		peers.get(1).drop();
		assertThat(group.size()).isEqualTo(3);
		SocketConnection<Client> one = group.connections().iterator().next();
		assertThat(group.remove(one)).isTrue();
		assertThat(group.remove(one)).isFalse();
		group.remote().noteLater(new Text("some")).block(RawPeer.TIMEOUT);
		assertThat(peers.stream().mapToInt(RawPeer::receivedSoFar).sum()).isEqualTo(2);
	}

	@Test
	void aGroupSendsToAllButOne() {
		SocketGroup<Client> group = SocketGroup.of(Client.class);
		AtomicReference<SocketConnection<Client>> sender = new AtomicReference<>();
		SocketServer<TestApi.Server, Client> server = TestApi.server((connection) -> {
			group.add(connection);
			sender.set(connection);
			return new Echo();
		}).build();
		RawPeer other = RawPeer.of(server).shakeHands();
		RawPeer self = RawPeer.of(server).shakeHands();
		group.except(sender.get()).note(new Text("from self"));
		other.expect("m:Api.note::{\"text\":\"from self\"}");
		self.expectNothingMore();
	}

	@Test
	void aSlowMemberOfAGroupIsClosedAndTheOthersAreServed() {
		SocketGroup<Client> group = SocketGroup.of(Client.class);
		SocketServer<TestApi.Server, Client> server = TestApi.server((connection) -> {
			group.add(connection);
			return new Echo();
		})
			.options(ConnectionOptions.builder().outboundFrames(10).outboundSize(DataSize.ofMegabytes(1)).build())
			.build();
		RawPeer slow = RawPeer.of(server, 1).shakeHands();
		RawPeer quick = RawPeer.of(server).shakeHands();
		for (int i = 0; i < 100; i++) {
			group.remote().note(new Text("" + i));
		}
		assertThat(slow.closed().getCode()).isEqualTo(4008);
		assertThat(quick.receivedSoFar()).isEqualTo(100);
		assertThat(group.size()).isEqualTo(1);
	}

	@Test
	void aGroupHasNoOneAnswer() {
		SocketGroup<Client> group = SocketGroup.of(Client.class);
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> group.remote().areYouThere())
			.withMessage(
					"areYouThere has an answer, and a group cannot return one for all members: call it on each of connections()");
	}

	@Test
	void refusesGroupOfAClass() {
		assertThatIllegalArgumentException().isThrownBy(() -> SocketGroup.of(Object.class))
			.withMessage("java.lang.Object is not an interface: pass the interface of the members' other side, as in"
					+ " SocketGroup.of(ChatClient.class)");
	}

	@Test
	void leavesMemberOutByOneProxy() {
		SocketGroup<Client> group = SocketGroup.of(Client.class);
		AtomicReference<SocketConnection<Client>> member = new AtomicReference<>();
		SocketServer<TestApi.Server, Client> server = TestApi.server((connection) -> {
			group.add(connection);
			member.set(connection);
			return new Echo();
		}).build();
		RawPeer.of(server).shakeHands();
		assertThat(group.except(member.get())).isSameAs(group.except(member.get()));
		assertThat(group.except(member.get())).hasToString("Client of a group except " + member.get());
		group.remove(member.get());
		assertThat(group.except(member.get())).hasToString("Client of a group except " + member.get());
	}

}
