package io.grest.ws.test.resume;

import io.grest.ws.client.SocketRequest;
import io.grest.ws.connection.Resumption.Outcome;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.server.ActiveConnections;
import io.grest.ws.test.SocketCall;
import io.grest.ws.test.SocketTester;
import io.grest.ws.test.resume.HallServer.Text;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * A tester that loses its socket and comes back, the same on each transport.
 */
abstract class ResumingTesterTests {

	@Autowired
	private SocketTester<HallServer, HallClient> hall;

	@Autowired
	private ActiveConnections connections;

	private static SocketRequest<HallServer, HallClient> room(SocketRequest<HallServer, HallClient> request) {
		return request.pathVariable("room", "a b");
	}

	private SocketTester<HallServer, HallClient> connect() {
		return connect(this.hall);
	}

	private static SocketTester<HallServer, HallClient> connect(SocketTester<HallServer, HallClient> tester) {
		tester.connect(ResumingTesterTests::room);
		tester.call((server) -> server.echo(new Text("Hello"))).returns("Hello");
		return tester;
	}

	private static void hears(SocketTester<HallServer, HallClient> tester, String... texts) {
		for (String text : texts) {
			tester.expect(HallClient::said).matching(new Text(text)::equals);
		}
	}

	@Test
	void goesOnWithItsSession() {
		connect().cut();
		SocketConnection<HallServer> before = this.hall.connection();
		assertThat(before.status().state()).isEqualTo(SocketConnection.State.DETACHED);
		assertThat(this.connections.connections()).singleElement()
			.extracting((connection) -> connection.status().state())
			.isEqualTo(SocketConnection.State.DETACHED);
		this.hall.resume().sameSession().verdict(Outcome.COMPLETE).recovered(0);
		assertThat(this.hall.connection()).isSameAs(before);
		this.hall.call((server) -> server.echo(new Text("Back"))).returns("Back");
		assertThat(this.connections.connections()).hasSize(1);
	}

	@Test
	void callsWaitUntilItIsBack() {
		connect().cut();
		SocketCall<String> call = this.hall.call((server) -> server.echo(new Text("Late")));
		this.hall.send((server) -> server.whisper(new Text("Later")));
		this.hall.resume().sameSession();
		call.returns("Late");
		hears(this.hall, "Later");
	}

	@Test
	void callsOfTheServerWaitUntilItIsBack() {
		connect();
		SocketCall<Boolean> call = this.hall.call(HallServer::askBack);
		this.hall.expect(HallClient::areYouThere).times(1);
		this.hall.cut();
		this.hall.when(HallClient::areYouThere).answer(true);
		this.hall.resume().verdict(Outcome.COMPLETE);
		call.returns(true);
	}

	@Test
	void messagesFollow() {
		connect();
		SocketTester<HallServer, HallClient> other = connect(this.hall.another());
		this.hall.cut();
		other.send((server) -> server.publish(new Text("1"))).send((server) -> server.publish(new Text("2")));
		hears(other, "1", "2");
		this.hall.resume().sameSession().verdict(Outcome.COMPLETE).recovered(2);
		hears(this.hall, "1", "2");
	}

	@Test
	void comesBackAgainAndAgain() {
		connect();
		for (int i = 0; i < 10; i++) {
			this.hall.cut();
			this.hall.send((server) -> server.whisper(new Text("Back")));
			this.hall.resume().sameSession().verdict(Outcome.COMPLETE);
			hears(this.hall, "Back");
		}
		assertThat(this.connections.connections()).hasSize(1);
	}

	@Test
	void beginsAnewAfterItsSessionHasExpired() {
		connect();
		SocketTester<HallServer, HallClient> other = connect(this.hall.another());
		SocketConnection<HallServer> before = this.hall.connection();
		this.hall.cut();
		other.send((server) -> server.publish(new Text("1")));
		hears(other, "1");
		this.hall.expire();
		assertThat(this.connections.connections()).hasSize(1);
		this.hall.resume().newSession().verdict(Outcome.TOPICS);
		assertThat(this.hall.connection()).isNotSameAs(before);
		hears(this.hall, "1");
		this.hall.call((server) -> server.echo(new Text("Anew"))).returns("Anew");
		this.hall.cut().resume().sameSession();
	}

	@Test
	void beginsAnewAfterTheServerHasClosed() {
		connect().send(HallServer::leave);
		this.hall.closedWith(4321);
		this.hall.resume().newSession().verdict(Outcome.TOPICS);
		this.hall.call((server) -> server.echo(new Text("Anew"))).returns("Anew");
	}

	@Test
	void goesOnAfterTheHandshakeAlone() {
		this.hall.connect(ResumingTesterTests::room).cut().resume().sameSession();
	}

	@Test
	void connectsAsAnotherClientWithoutComingBack() {
		connect().cut();
		connect().disconnect();
		assertThatIllegalStateException().isThrownBy(this.hall::resume).withMessageContaining("disconnect()");
	}

	@Test
	void interceptorsDecideOnEachReturn() {
		this.hall.with(HallTokens.TOKEN, "good");
		connect().cut();
		assertThat(this.hall.frames()).anySatisfy((frame) -> assertThat(frame.text()).contains("Bearer good"));
		this.hall.with(HallTokens.TOKEN, "bad");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(this.hall::resume)
			.withMessageContaining("HallApi resume()")
			.withCauseInstanceOf(NotAuthorizedException.class);
		this.hall.with(HallTokens.TOKEN, "good");
		this.hall.resume().sameSession();
		assertThat(this.hall.connection().get(HallTokens.TOKEN)).isEqualTo("good");
	}

	@Test
	void anotherUserDoesNotGoOn() {
		this.hall.as(() -> "ann");
		connect().cut();
		this.hall.as(() -> "bob");
		this.hall.resume().newSession();
	}

	@Test
	void dropDoesNotComeBack() {
		connect().drop();
		this.hall.closedWith(1006);
		assertThatIllegalStateException().isThrownBy(this.hall::resume).withMessageContaining("drop()");
		connect();
	}

	@Test
	void dropsWhileItIsAway() {
		connect().cut();
		this.hall.drop();
		this.hall.closedWith(1000);
	}

	@Test
	void leavesNothingBehind() {
		connect().cut();
		this.hall.reset();
		assertThat(this.connections.connections()).isEmpty();
	}

	@Test
	void failuresSayWhatIsWrong() {
		assertThatIllegalStateException().isThrownBy(this.hall::cut).withMessageContaining("connect()");
		connect();
		assertThatIllegalStateException().isThrownBy(this.hall::resume).withMessageContaining("call cut() first");
		this.hall.cut();
		assertThatIllegalStateException().isThrownBy(this.hall::cut).withMessageContaining("call resume() first");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> this.hall.resume().newSession())
			.withMessageContaining("HallApi resume().newSession()")
			.withMessageContaining("expire()");
		this.hall.cut().expire();
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> this.hall.resume().sameSession())
			.withMessageContaining("Expected: the session of before");
		this.hall.cut();
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> this.hall.resume().verdict(Outcome.NONE).recovered(3).lost("room:a b", "trimmed"))
			.withMessageContaining("Expected: NONE")
			.withMessageContaining("no topic lost");
	}

}
