package io.grest.ws.conformance;

import java.security.Principal;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.grest.ws.conformance.ResumeApi.CloseMe;
import io.grest.ws.conformance.ResumeApi.Millis;
import io.grest.ws.conformance.ResumeApi.Room;
import io.grest.ws.conformance.ResumeApi.Said;
import io.grest.ws.conformance.ResumeApi.TellLater;
import io.grest.ws.conformance.ResumeApi.Text;
import io.grest.ws.conformance.ResumeApi.Told;
import io.grest.ws.conformance.ResumeApi.Who;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.NonBlocking;
import io.grest.ws.server.SocketHandler;
import io.grest.ws.topic.SocketTopic;
import io.grest.ws.topic.Sockets;
import reactor.core.publisher.Mono;

/**
 * Does what the cases of {@link ResumeApi} say that it does.
 */
@NonBlocking
final class ResumeService implements SocketHandler<ResumeApi.Server, ResumeApi.Client> {

	// How often this handler has been called for a user.
	private final Map<String, Integer> connects = new ConcurrentHashMap<>();

	private final Sockets<ResumeApi.Client> sockets;

	ResumeService(Sockets<ResumeApi.Client> sockets) {
		this.sockets = sockets;
	}

	@Override
	public ResumeApi.Server connect(SocketConnection<ResumeApi.Client> connection) {
		String user = connection.principal().map(Principal::getName).orElseThrow();
		this.connects.merge(user, 1, Integer::sum);
		return new Connected(connection, user);
	}

	/**
	 * The methods, for one session. They run on the event loop, so that messages keep
	 * their order.
	 */
	@NonBlocking
	private final class Connected implements ResumeApi.Server {

		private final SocketConnection<ResumeApi.Client> connection;

		private final String user;

		private int told;

		private Connected(SocketConnection<ResumeApi.Client> connection, String user) {
			this.connection = connection;
			this.user = user;
		}

		@Override
		public Mono<Text> echo(Text request) {
			return Mono.just(request);
		}

		@Override
		public Mono<Millis> slow(Millis request) {
			return Mono.delay(Duration.ofMillis(request.millis())).thenReturn(request);
		}

		@Override
		public Mono<Who> whoami() {
			return Mono.just(new Who(this.user, ResumeService.this.connects.get(this.user)));
		}

		@Override
		public Mono<Boolean> check() {
			return this.connection.remote().areYouThere();
		}

		@Override
		public void tell(Text message) {
			send(message.text());
		}

		@Override
		public void tellLater(TellLater message) {
			Mono.delay(Duration.ofMillis(message.millis()))
				.takeUntilOther(this.connection.closed())
				.subscribe((now) -> send(message.text(), message.times()));
		}

		private void send(String text, int times) {
			for (int i = 0; i < times; i++) {
				send(text);
			}
		}

		// One thread at a time, so that messages leave in the order of their numbers.
		private synchronized void send(String text) {
			this.told++;
			this.connection.remote().told(new Told(this.told, text));
		}

		@Override
		public Mono<Room> join(Room request) {
			return room(request.room()).add(this.connection).thenReturn(request);
		}

		@Override
		public Mono<Room> say(Said request) {
			return room(request.room()).publish((client) -> client.said(request)).thenReturn(new Room(request.room()));
		}

		private SocketTopic<ResumeApi.Client> room(String name) {
			return ResumeService.this.sockets.topic(ResumeApi.ROOM, name);
		}

		@Override
		public void closeMe(CloseMe message) {
			this.connection.close(message.code(), message.reason());
		}

	}

}
