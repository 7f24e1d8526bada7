package io.grest.ws.autoconfigure.aot;

import java.time.Duration;
import java.util.List;

import io.grest.ws.autoconfigure.aot.Desk.Circle;
import io.grest.ws.autoconfigure.aot.Desk.Client;
import io.grest.ws.autoconfigure.aot.Desk.Colour;
import io.grest.ws.autoconfigure.aot.Desk.FullException;
import io.grest.ws.autoconfigure.aot.Desk.Line;
import io.grest.ws.autoconfigure.aot.Desk.Pager;
import io.grest.ws.autoconfigure.aot.Desk.Query;
import io.grest.ws.autoconfigure.aot.Desk.Radius;
import io.grest.ws.autoconfigure.aot.Desk.Server;
import io.grest.ws.client.SocketClient;
import io.grest.ws.client.SocketClients;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.ValidationException;
import org.junit.jupiter.api.Test;

import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.core.test.tools.CompileWithForkedClassLoader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * An application whose context is processed ahead of time, on a real port.
 */
@CompileWithForkedClassLoader
class AotProcessedApplicationTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	// One test, as each would compile the application anew.
	@Test
	void servesContractsAsWithoutProcessing() {
		AotContexts.run(Desk.Application.class, (context) -> {
			SocketClient<Server, Client> desk = desk(context);
			answersCalls(desk);
			refusesCalls(desk.remote());
			assertThat(pager(context, "oldPagerApi").remote().name().block(TIMEOUT)).isEqualTo("old");
			assertThat(pager(context, "newPagerApi").remote().name().block(TIMEOUT)).isEqualTo("new");
			context.getBean(SocketClients.class).closeAll().block(TIMEOUT);
		});
	}

	private static void answersCalls(SocketClient<Server, Client> desk) {
		Server server = desk.remote();
		assertThat(server.echo(new Line("hi")).block(TIMEOUT)).isEqualTo(new Line("a b: hi"));
		assertThat(server.length(List.of(new Line("x"), new Line("y")))).isEqualTo("2");
		assertThat(server.grow(new Circle(new Radius(1)))).succeedsWithin(TIMEOUT).isEqualTo(new Circle(new Radius(2)));
		server.confirm();
		assertThat(desk.receive(Client::noted)
			.doOnSubscribe((subscription) -> server.note(new Line("later")))
			.blockFirst(TIMEOUT)).isEqualTo(new Line("later"));
	}

	private static void refusesCalls(Server server) {
		assertThatExceptionOfType(ValidationException.class).isThrownBy(() -> server.echo(new Line(" ")).block(TIMEOUT))
			.satisfies((ex) -> assertThat(ex.issues().get(0).code()).isEqualTo("invalid.notBlank"));
		assertThatExceptionOfType(FullException.class).isThrownBy(() -> server.reserve(new Line("x")).block(TIMEOUT))
			.satisfies((ex) -> assertThat(ex.data()).isEqualTo(new Desk.Free(new Desk.Seat(7))));
	}

	private static SocketClient<Server, Client> desk(ReactiveWebServerApplicationContext context) {
		return client(context, "deskApi", new Query("a b", Colour.RED));
	}

	private static SocketClient<Pager, Client> pager(ReactiveWebServerApplicationContext context, String contract) {
		return client(context, contract, null);
	}

	@SuppressWarnings("unchecked")
	private static <S, C> SocketClient<S, C> client(ReactiveWebServerApplicationContext context, String contract,
			Object query) {
		return context.getBean(SocketClients.class)
			.client((SocketContract<S, C>) context.getBean(contract, SocketContract.class),
					(request) -> ((query != null) ? request.query(query) : request)
						.url("ws://localhost:" + context.getWebServer().getPort()));
	}

}
