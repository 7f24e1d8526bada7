package io.grest.ws.test.nodes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.OneWay;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.NotFoundException;
import io.grest.ws.test.PublishedMessages.Published;
import io.grest.ws.test.TestSockets;
import io.grest.ws.topic.Answer;
import io.grest.ws.topic.Present;
import io.grest.ws.topic.PresenceChange;
import io.grest.ws.topic.SocketTopic;
import io.grest.ws.topic.Sockets;
import io.grest.ws.topic.engine.Joined;
import io.grest.ws.topic.engine.Position;
import org.junit.jupiter.api.Test;
import org.mockito.BDDMockito;
import org.mockito.Mockito;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * A service that publishes, alone in its test.
 */
class TestSocketsTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final SocketContract<Server, Client> CONTRACT = SocketContract
		.define("Rooms", Server.class, Client.class)
		.path("/rooms")
		.topic("room:{room}", (topic) -> topic.history().presence(Guest.class))
		.topic("cursor:{room}")
		.build();

	private final TestSockets<Client> sockets = TestSockets.of(CONTRACT);

	private final SocketTopic<Client> room = this.sockets.topic("room:{room}", "42");

	@SuppressWarnings("unchecked")
	private static SocketConnection<Client> connection(String id) {
		SocketConnection<Client> connection = Mockito.mock();
		BDDMockito.given(connection.id()).willReturn(id);
		BDDMockito.given(connection.remote()).willReturn(Mockito.mock(Client.class));
		return connection;
	}

	@Test
	void recordsWhatAServicePublishes() {
		new Announcements(this.sockets).announce("Lunch");
		this.sockets.published("room:42").expect(Client::said).matching("Lunch"::equals);
		this.sockets.published("room:42").expect(Client::refresh).times(1);
		this.sockets.publishedToUser("ann").expect(Client::said).satisfying((text) -> assertThat(text).isEqualTo("Hi"));
		this.sockets.publishedToEveryone().expect(Client::told).payload();
		this.sockets.sentTo("c1").expect(Client::said).times(1);
		this.sockets.published("room:42").nothingElse();
		this.sockets.verify();
		assertThat(this.sockets.published("room:42").list()).containsExactly(new Published("said", "Lunch", null),
				new Published("refresh", null, null));
	}

	@Test
	void failsOnMessagesThatWereNotExpected() {
		this.room.remote().said("surprise");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(this.sockets.published("room:42")::nothingElse)
			.withMessageContaining("surprise");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(this.sockets::verify)
			.withMessageContaining("surprise")
			.withMessageContaining("room:42");
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> this.sockets.published("room:42").expect(Client::said).matching("other"::equals));
	}

	@Test
	void namesTheConnectionThatIsLeftOut() {
		this.room.except(connection("c1")).said("to others");
		assertThat(this.sockets.published("room:42").list()).containsExactly(new Published("said", "to others", "c1"));
	}

	@Test
	void publishesMessagesOfAMonoOnSubscription() {
		Mono<Void> told = this.room.remote().told("later");
		this.sockets.published("room:42").nothingElse();
		told.block(TIMEOUT);
		this.sockets.published("room:42").expect(Client::told).matching("later"::equals);
	}

	@Test
	void countsPositionsOfATopicWithHistory() {
		Position before = this.room.position().block(TIMEOUT);
		Position first = this.room.publish((client) -> client.said("1")).block(TIMEOUT);
		assertThat(this.room.publish((client) -> client.said("2"), "key").block(TIMEOUT).offset()).isEqualTo(2);
		assertThat(this.room.publish((client) -> client.said("2"), "key").block(TIMEOUT).offset()).isEqualTo(2);
		assertThat(this.room.position().block(TIMEOUT).offset()).isEqualTo(2);
		assertThat(texts(before, 10)).containsExactly("\"1\"", "\"2\"");
		assertThat(texts(first, 10)).containsExactly("\"2\"");
		assertThat(texts(before, 1)).containsExactly("\"1\"");
		StepVerifier.create(this.room.history(new Position(1, "forged"), 10)).verifyError(NotFoundException.class);
		StepVerifier.create(this.sockets.topic("cursor:{room}", "a").publish((client) -> client.said("3")))
			.verifyComplete();
	}

	private List<String> texts(Position since, int limit) {
		return this.room.history(since, limit)
			.map((message) -> new String(message.envelope().json()))
			.collectList()
			.block(TIMEOUT);
	}

	@Test
	void keepsMembersAndWhatIsShownOfThem() {
		SocketConnection<Client> ann = connection("c1");
		List<PresenceChange<Guest>> changes = new ArrayList<>();
		this.room.presence(Guest.class).changes().subscribe(changes::add);
		Present<Guest> bob = new Present<>("c2", "bob", new Guest("Bob"));
		this.sockets.present(this.room, bob);
		Joined joined = this.room.add(ann, (join) -> join.member(new Guest("Ann"))).block(TIMEOUT);
		assertThat(joined).isEqualTo(new Joined(this.room.position().block(TIMEOUT), 0, null));
		assertThat(this.room.local().connections()).containsExactly(ann);
		assertThat(this.room.presence(Guest.class).list().block(TIMEOUT)).containsExactly(bob,
				new Present<>("c1", null, new Guest("Ann")));
		this.room.local().remote().said("local");
		BDDMockito.then(ann.remote()).should().said("local");
		this.room.remove(ann);
		assertThat(this.room.presence(Guest.class).count().block(TIMEOUT)).isOne();
		assertThat(this.room.local().size()).isZero();
		assertThat(changes).hasSize(3).last().isEqualTo(new PresenceChange<Guest>(List.of(), List.of("c1")));
	}

	@Test
	void loadsTheStateBeforeAMemberJoins() {
		SocketConnection<Client> ann = connection("c1");
		Mono<Joined> joined = this.room.live(ann, Mono.fromRunnable(() -> {
			assertThat(this.room.local().size()).isZero();
			ann.remote().said("state");
		}));
		BDDMockito.then(ann.remote()).should().said("state");
		assertThat(joined.block(TIMEOUT).lost()).isNull();
		assertThat(this.room.local().connections()).containsExactly(ann);
		StepVerifier.create(this.room.live(connection("c2"), Flux.error(new IllegalStateException("no state"))))
			.verifyError(IllegalStateException.class);
		assertThat(this.room.local().size()).isOne();
	}

	@Test
	void asksMembers() {
		SocketConnection<Client> ann = connection("c1");
		SocketConnection<Client> bob = connection("c2");
		BDDMockito.given(ann.remote().name()).willReturn(Mono.just("Ann"));
		BDDMockito.given(bob.remote().name()).willReturn(Mono.error(new IllegalStateException("busy")));
		this.room.add(ann);
		this.room.add(bob);
		List<Answer<String>> answers = this.room.ask(Client::name, TIMEOUT).collectList().block(TIMEOUT);
		assertThat(answers).extracting(Answer::value).containsExactly("Ann", null);
		assertThat(answers).extracting(Answer::error).element(1).isInstanceOf(IllegalStateException.class);
		StepVerifier.create(this.sockets.connection("c1").remote().name()).expectNext("Ann").verifyComplete();
		StepVerifier.create(this.sockets.connection("c3").remote().name()).verifyError(NotFoundException.class);
	}

	@Test
	void countsUsersAsTheTestSays() {
		this.sockets.online("ann", 2);
		assertThat(this.sockets.user("ann").online().block(TIMEOUT)).isEqualTo(2);
		assertThat(this.sockets.user("bob").online().block(TIMEOUT)).isZero();
		this.sockets.user("bob").refresh().block(TIMEOUT);
		this.sockets.user("ann").close(4003, "bye").block(TIMEOUT);
		assertThat(this.sockets.closedUsers()).containsExactly("ann");
		assertThat(this.sockets.refreshedUsers()).containsExactly("bob");
		assertThat(this.sockets.user("ann").online().block(TIMEOUT)).isZero();
		assertThat(this.sockets.nodes().blockFirst(TIMEOUT)).hasSize(1);
	}

	@Test
	void refusesWhatATopicRefuses() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.sockets.topic("rooms:{room}", "a"));
		assertThatIllegalArgumentException().isThrownBy(() -> this.sockets.topic("room:{room}", "a:b"));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.room.add(connection("c1"), (join) -> join.member("x")));
		assertThatIllegalStateException().isThrownBy(() -> this.sockets.topic("cursor:{room}", "a").position());
		assertThatIllegalStateException().isThrownBy(() -> this.room.presence(String.class));
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> this.room.remote().name());
	}

	interface Server {

	}

	interface Client {

		void said(String text);

		void refresh();

		@OneWay
		Mono<Void> told(String text);

		Mono<String> name();

	}

	record Guest(String name) {

	}

	/**
	 * What is tested.
	 */
	record Announcements(Sockets<Client> sockets) {

		void announce(String text) {
			this.sockets.topic("room:{room}", "42").remote().said(text);
			this.sockets.topic("room:{room}", "42").publish(Client::refresh).subscribe();
			this.sockets.user("ann").remote().said("Hi");
			this.sockets.everyone().remote().told("all").subscribe();
			this.sockets.connection("c1").remote().said("you");
		}

	}

}
