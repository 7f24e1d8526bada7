package io.grest.ws.test;

import java.security.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.grest.ws.contract.SocketContract;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.server.ServerWebExchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What the filter makes of an upgrade request.
 */
class TesterPrincipalsTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private static final Principal ANN = () -> "ann";

	private final TesterPrincipals principals = new TesterPrincipals();

	@Test
	void takesIdForPrincipalOnce() {
		String id = this.principals.pass(ANN).id();
		assertThat(principal(filter(id, true))).isSameAs(ANN);
		assertThat(principal(filter(id, true))).isNull();
	}

	@Test
	void hidesIdFromApplication() {
		ServerWebExchange seen = filter(this.principals.pass(ANN).id(), true);
		assertThat(seen.getRequest().getHeaders().headerNames()).containsExactly(HttpHeaders.UPGRADE);
	}

	@Test
	void forgetsIdThatIsWithdrawn() {
		TesterPrincipals.Pass pass = this.principals.pass(ANN);
		pass.withdraw();
		assertThat(principal(filter(pass.id(), true))).isNull();
	}

	@Test
	void keepsIdFromOtherRequests() {
		String id = this.principals.pass(ANN).id();
		assertThat(principal(filter(id, false))).isNull();
		assertThat(principal(filter(id, true))).isSameAs(ANN);
	}

	@Test
	void knowsUpgradeOfHttp2() {
		String id = this.principals.pass(ANN).id();
		assertThat(principal(filter(MockServerHttpRequest.method(HttpMethod.valueOf("CONNECT"), "/ws")
			.header(TesterPrincipals.HEADER, id)))).isSameAs(ANN);
	}

	@Test
	void refusesPrincipalThatServerCannotKnow() {
		SocketContract<Server, Client> contract = SocketContract.define("EchoApi", Server.class, Client.class)
			.path("/ws/echo")
			.build();
		SocketTester<Server, Client> tester = SocketTester.bindTo(contract).url("ws://localhost:1").build();
		assertThatIllegalStateException().isThrownBy(tester.as(ANN)::connect)
			.withMessageContainingAll("SocketContract 'EchoApi'", "ann", "principals(...)", "as(null)");
	}

	private ServerWebExchange filter(String id, boolean upgrade) {
		MockServerHttpRequest.BaseBuilder<?> request = MockServerHttpRequest.get("/ws")
			.header(TesterPrincipals.HEADER, id);
		return filter(upgrade ? request.header(HttpHeaders.UPGRADE, "websocket") : request);
	}

	private ServerWebExchange filter(MockServerHttpRequest.BaseBuilder<?> request) {
		List<ServerWebExchange> seen = new ArrayList<>();
		this.principals.filter(MockServerWebExchange.from(request), (exchange) -> {
			seen.add(exchange);
			return Mono.empty();
		}).block(TIMEOUT);
		assertThat(seen).hasSize(1);
		return seen.get(0);
	}

	private static Principal principal(ServerWebExchange exchange) {
		return exchange.getPrincipal().block(TIMEOUT);
	}

	interface Server {

		void say(String text);

	}

	interface Client {

		void said(String text);

	}

}
