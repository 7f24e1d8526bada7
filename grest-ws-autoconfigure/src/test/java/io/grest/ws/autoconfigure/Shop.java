package io.grest.ws.autoconfigure;

import java.time.Duration;
import java.util.List;

import io.grest.ws.client.SocketClient;
import io.grest.ws.client.SocketClients;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.ErrorType;
import io.grest.ws.error.ForbiddenException;
import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.error.NotFoundException;
import io.grest.ws.error.SocketException;
import io.grest.ws.server.SocketServer;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;

/**
 * A server that fails in each way, and an application whose controllers call it.
 */
final class Shop {

	private Shop() {
	}

	static SocketContract<Server, Client> contract() {
		return SocketContract.define("ShopApi", Server.class, Client.class).path("/ws/shop").build();
	}

	static DisposableServer startServer() {
		SocketServer<Server, Client> server = SocketServer.of(contract(), Counter::new)
			.translators(List.of((ex) -> (ex instanceof SecurityException) ? new ForbiddenException() : null))
			.build();
		HandshakeWebSocketService upgrade = new HandshakeWebSocketService();
		return HttpServer.create()
			.host("localhost")
			.port(0)
			.handle(new ReactorHttpHandlerAdapter(
					WebHttpHandlerBuilder.webHandler((exchange) -> upgrade.handleRequest(exchange, server)).build()))
			.bindNow(Duration.ofSeconds(10));
	}

	interface Server {

		Mono<String> order(String what) throws SoldOutException, NotAuthorizedException, LowStockException;

		String buy(String what) throws SoldOutException;

		void tell(String what);

	}

	interface Client {

	}

	@ErrorType(value = "SOLD_OUT", status = 409)
	static class SoldOutException extends SocketException {

		SoldOutException(Details details) {
			super(details);
		}

		record Details(String secret) {

		}

	}

	@ErrorType(value = "LOW_STOCK", status = 204)
	static class LowStockException extends SocketException {

	}

	private record Counter(SocketConnection<Client> connection) implements Server {

		@Override
		public Mono<String> order(String what) {
			return switch (what) {
				case "hang" -> Mono.never();
				case "leave" -> Mono.<String>never().doOnSubscribe((subscribed) -> this.connection.close(4001, "Bye"));
				case "bread" -> Mono.just("bread");
				default -> Mono.error(errorOf(what));
			};
		}

		private static RuntimeException errorOf(String what) {
			return switch (what) {
				case "login" -> new NotAuthorizedException();
				case "low" -> new LowStockException();
				case "forbidden" -> new SecurityException("a secret");
				case "fault" -> new IllegalStateException("a secret");
				default -> soldOut();
			};
		}

		private static SoldOutException soldOut() {
			SoldOutException error = new SoldOutException(new SoldOutException.Details("a secret"));
			error.setDisplayMessage("Sold out until Monday");
			return error;
		}

		@Override
		public String buy(String what) {
			throw soldOut();
		}

		@Override
		public void tell(String what) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ Orders.class, Pages.class })
	static class Application {

		@Bean
		SocketContract<Server, Client> shopApi() {
			return contract();
		}

		@Bean
		SocketClient<Server, Client> shop(SocketClients clients, SocketContract<Server, Client> shopApi) {
			return clients.client(shopApi);
		}

		// Otherwise the first application to stop would end the event loops of all.
		@Bean
		ReactorResourceFactory reactorResourceFactory() {
			ReactorResourceFactory resources = new ReactorResourceFactory();
			resources.setUseGlobalResources(false);
			resources.setShutdownQuietPeriod(Duration.ZERO);
			return resources;
		}

	}

	@RestController
	record Orders(SocketClient<Server, Client> shop) {

		@GetMapping("/orders/{what}")
		Mono<String> order(@PathVariable("what") String what) {
			return this.shop.remote().order(what);
		}

		@GetMapping("/connections/{what}")
		Mono<String> orderOnConnection(@PathVariable("what") String what) {
			return this.shop.connect().flatMap((connection) -> connection.call((server) -> server.buy(what)));
		}

		@GetMapping("/purchases")
		Mono<String> buy() {
			return Mono.fromCallable(() -> this.shop.remote().buy("bread")).subscribeOn(Schedulers.boundedElastic());
		}

		@GetMapping("/joined")
		Mono<String> joined() {
			return Mono.fromCallable(() -> this.shop.remote().order("cake").toFuture().join())
				.subscribeOn(Schedulers.boundedElastic());
		}

		@GetMapping("/own")
		String own() {
			throw new NotFoundException("The controller's own");
		}

		@GetMapping("/wrapped")
		Mono<String> wrapped() {
			return this.shop.remote()
				.order("cake")
				.onErrorMap((ex) -> new ResponseStatusException(HttpStatus.GONE, "The application's", ex));
		}

		@GetMapping("/messages")
		String tell() {
			this.shop.remote().tell("anything");
			return "told";
		}

	}

	@Controller
	record Pages(SocketClient<Server, Client> shop) {

		@GetMapping("/pages")
		@ResponseBody
		Mono<String> page() {
			return this.shop.remote().order("cake");
		}

	}

}
