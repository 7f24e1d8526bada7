package io.grest.ws.autoconfigure.aot;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.grest.ws.autoconfigure.aot.Desk.Choice;
import io.grest.ws.autoconfigure.aot.Desk.Circle;
import io.grest.ws.autoconfigure.aot.Desk.Client;
import io.grest.ws.autoconfigure.aot.Desk.Colour;
import io.grest.ws.autoconfigure.aot.Desk.Free;
import io.grest.ws.autoconfigure.aot.Desk.FullException;
import io.grest.ws.autoconfigure.aot.Desk.Line;
import io.grest.ws.autoconfigure.aot.Desk.Pager;
import io.grest.ws.autoconfigure.aot.Desk.Query;
import io.grest.ws.autoconfigure.aot.Desk.Radius;
import io.grest.ws.autoconfigure.aot.Desk.Seat;
import io.grest.ws.autoconfigure.aot.Desk.Server;
import io.grest.ws.client.SocketClient;
import io.grest.ws.client.SocketClients;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.ValidationException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Calls of all return types, in both directions, over a real socket.
 */
final class DeskCalls {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final ReactiveWebServerApplicationContext context;

	DeskCalls(ReactiveWebServerApplicationContext context) {
		this.context = context;
	}

	void make() {
		SocketClient<Server, Client> desk = this.<Server, Client>client("deskApi", new Query("a b", Colour.RED));
		Server server = desk.remote();
		assertThat(server.echo(new Line("hi")).block(TIMEOUT)).isEqualTo(new Line("a b: hi"));
		assertThat(server.length(List.of(new Line("x"), new Line("y")))).isEqualTo("2");
		assertThat(server.grow(new Circle(new Radius(1)))).succeedsWithin(TIMEOUT).isEqualTo(new Circle(new Radius(2)));
		server.confirm();
		assertThat(server.decide(new Choice("x", Colour.RED)).block(TIMEOUT)).isEqualTo(Colour.GREEN);
		CompletableFuture<Line> noted = desk.<Line>receive(Client::noted).next().toFuture();
		server.note(new Line("later"));
		assertThat(noted).succeedsWithin(TIMEOUT).isEqualTo(new Line("later"));
		refusals(server);
		assertThat(this.<Pager, Client>client("oldPagerApi", null).remote().name().block(TIMEOUT)).isEqualTo("old");
		assertThat(this.<Pager, Client>client("newPagerApi", null).remote().name().block(TIMEOUT)).isEqualTo("new");
		this.context.getBean(SocketClients.class).closeAll().block(TIMEOUT);
	}

	private static void refusals(Server server) {
		assertThatExceptionOfType(ValidationException.class).isThrownBy(() -> server.echo(new Line(" ")).block(TIMEOUT))
			.satisfies((ex) -> assertThat(ex.issues().get(0).code()).isEqualTo("invalid.notBlank"));
		assertThatExceptionOfType(FullException.class).isThrownBy(() -> server.reserve(new Line("x")).block(TIMEOUT))
			.satisfies((ex) -> assertThat(ex.data()).isEqualTo(new Free(new Seat(7))));
	}

	@SuppressWarnings("unchecked")
	private <S, C> SocketClient<S, C> client(String contract, @Nullable Object query) {
		return this.context.getBean(SocketClients.class)
			.builder((SocketContract<S, C>) this.context.getBean(contract, SocketContract.class))
			.request((request) -> ((query != null) ? request.query(query) : request)
				.url("ws://localhost:" + this.context.getWebServer().getPort()))
			.handler((C) new DeskClient())
			.build();
	}

	/**
	 * Handler of the calls of the server.
	 */
	static final class DeskClient implements Client {

		@Override
		public void noted(Line line) {
		}

		@Override
		public Mono<Colour> choose(Choice choice) {
			return Mono.just((choice.first() == Colour.RED) ? Colour.GREEN : Colour.RED);
		}

	}

}
