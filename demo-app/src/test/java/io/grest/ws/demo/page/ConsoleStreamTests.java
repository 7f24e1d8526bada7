package io.grest.ws.demo.page;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.demo.DemoApplication;
import io.grest.ws.error.NotFoundException;
import io.grest.ws.server.SocketHandler;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the console with a contract that has streams. Skipped without a browser.
 */
@Timeout(120)
class ConsoleStreamTests {

	private static final AtomicInteger cancelled = new AtomicInteger();

	private static ConfigurableApplicationContext server;

	private static ConsoleWindow console;

	@BeforeAll
	static void start() {
		server = new SpringApplication(DemoApplication.class, Market.class).run("--server.port=0",
				"--spring.reactor.netty.shutdown-quiet-period=0s", "--spring.main.banner-mode=off");
		console = ConsoleWindow
			.open("http://localhost:" + server.getEnvironment().getRequiredProperty("local.server.port"));
	}

	@AfterAll
	static void stop() {
		if (console != null) {
			console.close();
		}
		server.close();
	}

	@BeforeEach
	void connect() {
		cancelled.set(0);
		console.start().select("Contract", "MarketApi").press("#connect").awaitText("#state", "Connected");
	}

	@AfterEach
	void nothingWentWrongUnseen() {
		console.assertQuiet();
	}

	@Test
	void showsItemsAndEndOfStream() {
		console.method("count");
		assertThat(console.text(".signature")).isEqualTo("count(integer) → stream of ConsoleStreamTests.Price");
		assertThat(console.text(".mode")).isEqualTo("A request, answered by a stream of ConsoleStreamTests.Price.");
		console.fill("value", "40").call().awaitText(".result", "Ended");
		assertThat(console.text(".meter")).isEqualTo("40 items received. Over.");
		assertThat(console.text(".received li")).contains("\"amount\": 40");
		assertThat(console.frames()).anySatisfy((frame) -> assertThat(frame).contains("request", "count #1 cr=16"))
			.anySatisfy((frame) -> assertThat(frame).contains("received", "item", "count #1", "{\"amount\":40}"))
			.anySatisfy((frame) -> assertThat(frame).contains("sent", "credit", "count #1", "12 more"));
	}

	@Test
	void givesCreditByHand() {
		console.method("count").fill("value", "5").fill("Credit at first", "2").press("form .credit .check input");
		console.call().awaitText(".meter", "2 items received. Credit for 0 more.");
		console.fill("for more items", "1").press(".stream .credit button");
		console.awaitText(".meter", "3 items received. Credit for 0 more.");
		console.press(".stream .credit .check input").awaitText(".result", "Ended");
		assertThat(console.text(".meter")).isEqualTo("5 items received. Over.");
	}

	@Test
	void cancelsStream() {
		console.method("forever").call().awaitText(".meter", "1 item received. Credit for 15 more.");
		assertThat(console.isShown(".result")).isFalse();
		console.press(".actions .quiet").awaitText(".result", "CANCELLED 499");
		assertThat(console.text(".result")).contains("You have cancelled the call");
		console.awaitText("#frame-list", "cancel");
		console.until("the handler is cancelled", () -> cancelled.get() == 1);
	}

	@Test
	void cancelsPlainCall() {
		console.method("wait").fill("value", "1").call().press(".actions .quiet").awaitText(".result", "CANCELLED 499");
		console.until("the handler is cancelled", () -> cancelled.get() == 1);
		assertThat(console.isShown(".actions .quiet")).isFalse();
	}

	@Test
	void showsErrorOfStream() {
		console.method("fail").call().awaitText(".result", "NOT_FOUND 404");
		assertThat(console.text(".meter")).isEqualTo("2 items received. Over.");
	}

	@Test
	void sendsAndEndsInput() {
		console.method("sum");
		assertThat(console.text(".signature")).isEqualTo("sum(string, stream of integer) → integer");
		console.fill("value", "total").call().awaitText(".meter", "0 items sent. Credit for 32 more.");
		console.fillIn(".stream", "value", "4").press(".stream .primary").awaitText(".meter", "1 item sent.");
		console.fillIn(".stream", "value", "5").press(".stream .primary").awaitText(".meter", "2 items sent.");
		console.press(".stream .actions .quiet").awaitText(".result", "OK");
		assertThat(console.text(".result")).contains("9");
		assertThat(console.text(".meter")).isEqualTo("2 items sent. Ended.");
		assertThat(console.frames()).anySatisfy((frame) -> assertThat(frame).contains("sent", "end", "sum #1"));
	}

	@Test
	void failsInput() {
		console.method("sum").call().awaitText(".meter", "Credit for 32 more.");
		console.select("Fail with", "NOT_FOUND 404").press(".stream .failure button");
		console.awaitText(".result", "NOT_FOUND 404");
		assertThat(console.text(".meter")).isEqualTo("0 items sent. Failed with NOT_FOUND.");
		assertThat(console.frames()).anySatisfy((frame) -> assertThat(frame).contains("sent", "failure", "NOT_FOUND"));
	}

	@Test
	void streamsInBothDirections() {
		console.method("echo").call().awaitText(".stream", "Input");
		console.awaitText(".stream .meter", "Credit for");
		console.fillIn(".stream", "value", "hi").press(".stream .primary");
		console.awaitText(".streams", "1 item received.");
		console.press(".stream .actions .quiet").awaitText(".result", "Ended");
	}

	@Test
	void serverStopsInput() {
		console.method("first").call().awaitText(".meter", "Credit for");
		console.fillIn(".stream", "value", "7").press(".stream .primary").awaitText(".result", "OK");
		assertThat(console.text(".meter")).startsWith("1 item sent. The ");
	}

	@Test
	void answersServerWithStream() {
		console.method("askTicks").call().awaitBadge("ticks", "waits");
		console.push("ticks").awaitText(".exchanges", "The server waits");
		assertThat(console.text(".mode")).isEqualTo("The server calls. A request, answered by a stream of integer.");
		console.fill("value", "20").press(".stream .primary").awaitText(".meter", "1 item sent.");
		console.fill("value", "22").press(".stream .primary").awaitText(".meter", "2 items sent.");
		console.press(".stream .actions .quiet").awaitText(".call-state", "Ended");
		console.method("askTicks").awaitText(".result", "42");
		assertThat(console.frames())
			.anySatisfy((frame) -> assertThat(frame).contains("received", "request", "ticks #~1"));
	}

	@Test
	void failsStreamOfServersCall() {
		console.method("askTicks").call().awaitBadge("ticks", "waits");
		console.push("ticks").select("Fail with", "NOT_FOUND 404").press(".stream .failure button");
		console.awaitText(".call-state", "Failed with NOT_FOUND");
		console.method("askTicks").awaitText(".result", "NOT_FOUND 404");
	}

	@Test
	void answersServerThatStreams() {
		console.method("askCollect").call().awaitBadge("collect", "waits");
		console.push("collect").awaitText(".meter", "3 items received. Ended.");
		assertThat(console.text(".received li")).contains("3");
		console.fill("value", "6").press(".stream form .primary").awaitText(".call-state", "Answered");
		console.method("askCollect").awaitText(".result", "6");
	}

	@Test
	void showsThatServerHasCancelled() {
		console.method("askAndLeave").call().awaitText(".result", "OK");
		console.push("ticks").awaitText(".call-state", "Cancelled by the server");
		assertThat(console.isShown(".stream form")).isFalse();
	}

	@Test
	void showsStreamsOnPhone() {
		console.start(390, 844).select("Contract", "MarketApi").press("#connect").awaitText("#state", "Connected");
		console.method("echo").call().awaitText(".stream .meter", "Credit for");
		assertThat(console.isWiderThanTheScreen()).isFalse();
	}

	/**
	 * Configuration of a contract with streams. Not annotated, so that no other test
	 * scans it.
	 */
	static class Market {

		@Bean
		SocketContract<Server, Client> marketApi() {
			return SocketContract.define("MarketApi", Server.class, Client.class).path("/ws/market").build();
		}

		@Bean
		SocketHandler<Server, Client> market() {
			return Desk::new;
		}

	}

	interface Server {

		Flux<Price> count(Integer to);

		Flux<Integer> forever();

		Mono<Integer> wait(Integer millis);

		Flux<Integer> fail() throws NotFoundException;

		Mono<Integer> sum(String name, Flux<Integer> numbers) throws NotFoundException;

		Mono<Integer> first(Flux<Integer> numbers);

		Flux<String> echo(Flux<String> lines);

		Mono<Integer> askTicks() throws NotFoundException;

		Mono<Integer> askCollect();

		Mono<Integer> askAndLeave();

	}

	interface Client {

		Flux<Integer> ticks() throws NotFoundException;

		Mono<Integer> collect(Flux<Integer> numbers);

	}

	record Price(int amount) {

	}

	/**
	 * The server of the contract, for one client.
	 *
	 * @param connection the connection of the client
	 */
	record Desk(SocketConnection<Client> connection) implements Server {

		@Override
		public Flux<Price> count(Integer to) {
			return Flux.range(1, to).map(Price::new);
		}

		@Override
		public Flux<Integer> forever() {
			return Flux.just(1).concatWith(Flux.never()).doOnCancel(cancelled::incrementAndGet);
		}

		@Override
		public Mono<Integer> wait(Integer millis) {
			return Mono.<Integer>never().doOnCancel(cancelled::incrementAndGet);
		}

		@Override
		public Flux<Integer> fail() {
			return Flux.just(1, 2).concatWith(Mono.error(NotFoundException::new));
		}

		@Override
		public Mono<Integer> sum(String name, Flux<Integer> numbers) {
			return numbers.reduce(0, Integer::sum);
		}

		@Override
		public Mono<Integer> first(Flux<Integer> numbers) {
			return numbers.next();
		}

		@Override
		public Flux<String> echo(Flux<String> lines) {
			return lines;
		}

		@Override
		public Mono<Integer> askTicks() {
			return this.connection.remote().ticks().reduce(0, Integer::sum);
		}

		@Override
		public Mono<Integer> askCollect() {
			return this.connection.remote().collect(Flux.fromIterable(List.of(1, 2, 3)));
		}

		@Override
		public Mono<Integer> askAndLeave() {
			return this.connection.remote().ticks().next().timeout(Duration.ofMillis(300), Mono.just(0));
		}

	}

}
