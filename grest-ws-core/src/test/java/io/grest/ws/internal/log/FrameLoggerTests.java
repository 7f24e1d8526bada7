package io.grest.ws.internal.log;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.grest.ws.contract.Dialect;
import io.grest.ws.contract.Sensitive;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.ErrorType;
import io.grest.ws.error.SocketException;
import io.grest.ws.internal.json.Payloads;
import io.grest.ws.internal.session.ConnectionFactory;
import io.grest.ws.internal.wire.WireFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FrameLogger}.
 */
class FrameLoggerTests {

	private static final SocketContract<Server, Client> CONTRACT = SocketContract
		.define("Api", Server.class, Client.class)
		.path("/api")
		.build();

	private static final SocketContract<Plain, Plain> PLAIN = SocketContract.define("Plain", Plain.class, Plain.class)
		.path("/plain")
		.build();

	private static final SocketContract<Streams, Client> STREAMS = SocketContract
		.define("Streams", Streams.class, Client.class)
		.path("/streams")
		.build();

	private final Logger logger = (Logger) LoggerFactory.getLogger(FrameLogger.LOGGER);

	private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

	private WireFormat format;

	private FrameLogger log = log(CONTRACT, Payloads.of(new JsonMapper()));

	@BeforeEach
	void capture() {
		this.logger.setLevel(Level.TRACE);
		this.logger.setAdditive(false);
		this.logger.addAppender(this.appender);
		this.appender.start();
	}

	@AfterEach
	void release() {
		this.logger.setLevel(null);
		this.logger.setAdditive(true);
		this.logger.detachAppender(this.appender);
	}

	private FrameLogger log(SocketContract<?, ?> contract, Payloads payloads) {
		this.format = ConnectionFactory.format(contract, payloads);
		return new FrameLogger(List.of(contract), payloads, this.format);
	}

	private String logged(String frame) {
		byte[] bytes = frame.getBytes(StandardCharsets.UTF_8);
		this.log.received("c", bytes, bytes.length, this.format.decode(bytes, bytes.length));
		List<ILoggingEvent> events = this.appender.list;
		ILoggingEvent last = events.get(events.size() - 1);
		assertThat(last.getLevel()).isEqualTo(Level.TRACE);
		assertThat(last.getFormattedMessage()).startsWith("c <- ");
		return last.getFormattedMessage().substring("c <- ".length());
	}

	@Test
	void isOffUnlessTheLevelIsTrace() {
		assertThat(this.log.isEnabled()).isTrue();
		this.logger.setLevel(Level.DEBUG);
		assertThat(this.log.isEnabled()).isFalse();
	}

	@Test
	void aFrameIsShownWithItsDirection() {
		byte[] buffer = "p:::and what a longer frame left".getBytes(StandardCharsets.UTF_8);
		this.log.received("Api connection 1", buffer, 4, this.format.decode(buffer, 4));
		this.log.sent("Api connection 1", this.format.pong());
		assertThat(this.appender.list).extracting(ILoggingEvent::getFormattedMessage)
			.containsExactly("Api connection 1 <- p:::", "Api connection 1 -> o:::");
	}

	@Test
	void whatIsNotSensitiveIsShown() {
		assertThat(logged("r:Api.login:7:{\"name\":\"Ann: ü\",\"password\":\"x\"}"))
			.isEqualTo("r:Api.login:7:{\"name\":\"Ann: ü\",\"password\":\"***\"}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"x\"", "17", "null", "true", "{\"a\":[1,{\"password\":\"x\"}]}", "[\"x\",\"y\"]" })
	void whateverASensitiveValueIsItIsMasked(String value) {
		assertThat(logged("m:Api.login::{\"password\":" + value + ",\"name\":\"Ann\"}"))
			.isEqualTo("m:Api.login::{\"password\":\"***\",\"name\":\"Ann\"}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "PassWord", "p\\u0061ssword" })
	void noOtherSpellingOfANameGetsPast(String name) {
		assertThat(logged("m:Api.login::{\"" + name + "\":\"hidden\"}")).doesNotContain("hidden").contains("***");
	}

	@Test
	void aComponentIsMaskedHoweverDeepAndInWhateverDirection() {
		assertThat(logged("m:Api.cards::[{\"holder\":{\"pin\":1}},{\"byBank\":{\"pin\":{\"pin\":2}}}]"))
			.isEqualTo("m:Api.cards::[{\"holder\":{\"pin\":\"***\"}},{\"byBank\":{\"pin\":\"***\"}}]");
		assertThat(logged("s:Api.cards:1:{\"success\":true,\"type\":\"OK\",\"data\":[{\"iban\":\"DE\"}]}"))
			.isEqualTo("s:Api.cards:1:{\"success\":true,\"type\":\"OK\",\"data\":[{\"iban\":\"***\"}]}");
	}

	@Test
	void namesAreThoseOfJson() {
		assertThat(logged("m:Api.x::{\"secretCode\":1,\"code\":2,\"oldCode\":3,\"w-first\":4,\"w-second\":5}"))
			.isEqualTo("m:Api.x::{\"secretCode\":\"***\",\"code\":2,\"oldCode\":\"***\",\"w-first\":4,"
					+ "\"w-second\":\"***\"}");
		this.log = log(CONTRACT,
				Payloads.of(JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build()));
		assertThat(logged("m:Api.x::{\"account_number\":1}")).isEqualTo("m:Api.x::{\"account_number\":\"***\"}");
	}

	@Test
	void componentsOfSubtypesAndOfErrorsAreMasked() {
		assertThat(logged("m:Api.x::{\"@type\":\"Card\",\"cvc\":1}"))
			.isEqualTo("m:Api.x::{\"@type\":\"Card\",\"cvc\":\"***\"}");
		assertThat(logged("s:Api.login:1:{\"success\":false,\"type\":\"LOCKED\",\"data\":{\"unlockKey\":1}}"))
			.isEqualTo("s:Api.login:1:{\"success\":false,\"type\":\"LOCKED\",\"data\":{\"unlockKey\":\"***\"}}");
	}

	@Test
	void whatIsReadOnlyOrWrittenOnlyIsMasked() {
		assertThat(logged("m:Api.x::{\"readOnce\":1,\"accountNumber\":2}"))
			.isEqualTo("m:Api.x::{\"readOnce\":\"***\",\"accountNumber\":\"***\"}");
	}

	@Test
	void whatTheProtocolSaysItselfIsShown() {
		assertThat(logged("s:Api.x:1:{\"success\":true,\"type\":\"OK\",\"data\":{\"type\":\"x\"}}"))
			.isEqualTo("s:Api.x:1:{\"success\":true,\"type\":\"OK\",\"data\":{\"type\":\"***\"}}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "authorization", "Authorization", "cookie", "x-auth", "proxy-authorization", "token",
			"x-api-key", "password", "X-Session-Id", "client-secret" })
	void credentialsInAHandshakeAreMasked(String header) {
		assertThat(logged("h:::{\"lang\":\"en\",\"" + header + "\":\"hidden\"}"))
			.isEqualTo("h:::{\"lang\":\"en\",\"" + header + "\":\"***\"}");
		this.log = log(PLAIN, Payloads.of(new JsonMapper()));
		assertThat(logged("h:::{\"" + header + "\":\"hidden\"}")).doesNotContain("hidden");
	}

	@Test
	void masksOffersOfSessionsAndPositions() {
		assertThat(logged("h:::{\"grest-ws-extensions\":\"resume\",\"grest-ws-resume\":\"hidden 1307 40\","
				+ "\"grest-ws-topics\":\"Api/room%3A42=17.hidden\",\"x-ticket\":\"hidden\"}"))
			.isEqualTo("h:::{\"grest-ws-extensions\":\"resume\",\"grest-ws-resume\":\"***\","
					+ "\"grest-ws-topics\":\"***\",\"x-ticket\":\"***\"}");
	}

	@Test
	void masksTokenOfAcceptedClient() {
		assertThat(logged("k:::{\"extensions\":[\"resume\"],\"resume\":{\"token\":\"hidden\",\"ttl\":120000,"
				+ "\"session\":\"same\",\"received\":211,\"topics\":[\"Api/room%3A42\"]}}"))
			.isEqualTo("k:::{\"extensions\":[\"resume\"],\"resume\":{\"token\":\"***\",\"ttl\":120000,"
					+ "\"session\":\"same\",\"received\":211,\"topics\":[\"Api/room%3A42\"]}}");
		assertThat(logged("k:::null")).isEqualTo("k:::null");
		assertThat(logged("k:::token=hidden")).doesNotContain("hidden");
	}

	@Test
	void masksReceipt() {
		assertThat(logged("g:::{\"receipt\":\"hidden\"}")).isEqualTo("g:::{\"receipt\":\"***\"}");
		assertThat(logged("g:::{\"after\":1800}")).isEqualTo("g:::{\"after\":1800}");
		assertThat(logged("g:::{\"sent\":57}")).isEqualTo("g:::{\"sent\":57}");
	}

	@Test
	void masksAllOfRenewedCredentials() {
		assertThat(logged("t:::{\"authorization\":\"hidden\",\"lang\":\"hidden\",\"x\":[\"hidden\"]}"))
			.isEqualTo("t:::{\"authorization\":\"***\",\"lang\":\"***\",\"x\":\"***\"}");
		assertThat(logged("t:::\"hidden\"")).isEqualTo("t:::(8 bytes)");
		assertThat(logged("t:::[\"hidden\"]")).isEqualTo("t:::(10 bytes)");
	}

	@Test
	void showsCountsAndPositions() {
		assertThat(logged("a::1307:")).isEqualTo("a::1307:");
		assertThat(logged("j:Api/room%3A42:17.k3f9Qa:{\"recovered\":true,\"messages\":3}"))
			.isEqualTo("j:Api/room%3A42:17.k3f9Qa:{\"recovered\":true,\"messages\":3}");
	}

	@Test
	void masksSealsOfContractWithoutSensitiveValues() {
		this.log = log(PLAIN, Payloads.of(new JsonMapper()));
		assertThat(logged("k:::{\"resume\":{\"token\":\"hidden\"}}")).isEqualTo("k:::{\"resume\":{\"token\":\"***\"}}");
		assertThat(logged("g:::{\"receipt\":\"hidden\"}")).isEqualTo("g:::{\"receipt\":\"***\"}");
		assertThat(logged("t:::{\"any\":\"hidden\"}")).isEqualTo("t:::{\"any\":\"***\"}");
	}

	@Test
	void jsonThatBreaksOffIsShownUpToThere() {
		assertThat(logged("m:Api.login::{\"name\":\"Ann\",\"password\":\"hidden"))
			.startsWith("m:Api.login::{\"name\":\"Ann\",\"password\":")
			.endsWith("bytes, not JSON from here on)")
			.doesNotContain("hidden");
		assertThat(logged("m:Api.login::password=hidden")).doesNotContain("hidden");
		assertThat(logged("h:::authorization=hidden")).doesNotContain("hidden");
	}

	@Test
	void whatIsNoFrameIsNotShown() {
		assertThat(logged("hidden")).isEqualTo("not a frame, 6 bytes");
		assertThat(logged("m:password:hidden")).isEqualTo("not a frame, 17 bytes");
		assertThat(logged("")).isEqualTo("not a frame, 0 bytes");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a", "ü", "€", "𝄞" })
	void aFrameIsCutAtOneKilobyte(String character) {
		String text = "m:Plain.say::\"" + character.repeat(70_000) + "\"";
		assertThat(logged(text)).hasSizeBetween(1024, 1025).endsWith(character + "…");
		this.log = log(PLAIN, Payloads.of(new JsonMapper()));
		assertThat(logged(text)).hasSizeBetween(1024, 1025).endsWith(character + "…");
	}

	@Test
	void aFrameIsOneLine() {
		this.log = log(PLAIN, Payloads.of(new JsonMapper()));
		assertThat(logged("m:Plain.say::\"a\nb\r\u001b[2J\"")).isEqualTo("m:Plain.say::\"a?b??[2J\"");
	}

	@Test
	void anEnvelopeIsMaskedWithinItsData() {
		this.log = log(SocketContract.define("Env", Messages.class, Messages.class)
			.path("/env")
			.dialect(Dialect.ENVELOPE)
			.build(), Payloads.of(new JsonMapper()));
		assertThat(logged("{\"type\":\"login\",\"data\":{\"password\":\"x\",\"name\":\"Ann\"}}"))
			.isEqualTo("{\"type\":\"login\",\"data\":{\"password\":\"***\",\"name\":\"Ann\"}}");
	}

	@Test
	void aTypeThatCannotBeLookedIntoIsNotShownAndWarnedOfOnce() {
		this.log = log(SocketContract.define("Odd", OddMessages.class, OddMessages.class).path("/odd").build(),
				Payloads.of(new JsonMapper()));
		assertThat(logged("m:Odd.say::{\"a\":\"hidden\"}")).isEqualTo("m:Odd.say::(14 bytes)");
		assertThat(logged("h:::{\"lang\":\"en\"}")).isEqualTo("h:::{\"lang\":\"en\"}");
		assertThat(this.appender.list).filteredOn((event) -> event.getLevel() == Level.WARN)
			.singleElement()
			.satisfies((warning) -> assertThat(warning.getFormattedMessage())
				.startsWith("Cannot determine the @Sensitive properties of SocketContract 'Odd'")
				.endsWith(": its payloads are not logged"));
	}

	@Test
	void masksItemsOfStreams() {
		this.log = log(STREAMS, Payloads.of(new JsonMapper()));
		assertThat(logged("r:Streams.watch:7;cr=256:")).isEqualTo("r:Streams.watch:7;cr=256:");
		assertThat(logged("n::7:{\"name\":\"Ann\",\"password\":\"x\"}"))
			.isEqualTo("n::7:{\"name\":\"Ann\",\"password\":\"***\"}");
		assertThat(logged("n::8:{\"pin\":\"1234\"}")).isEqualTo("n::8:{\"pin\":\"***\"}");
		assertThat(logged("n::8;e=1:")).isEqualTo("n::8;e=1:");
		assertThat(logged("q::7:192")).isEqualTo("q::7:192");
		assertThat(logged("z::7:")).isEqualTo("z::7:");
	}

	interface Streams {

		Flux<Login> watch();

		Mono<Integer> upload(Flux<Pin> pins);

	}

	record Pin(@Sensitive String pin) {

	}

	interface OddMessages {

		void say(Odd odd);

	}

	static final class Odd {

		@JsonProperty("a")
		public String getOne() {
			return "1";
		}

		@JsonProperty("a")
		public String getOther() {
			return "2";
		}

	}

	interface Server {

		Mono<List<Card>> cards(Optional<Map<String, List<Account>>> accounts);

		Mono<Void> login(Login login);

		Mono<Renamed> renamed() throws LockedException;

		Mono<Method> pay(Once once);

	}

	interface Client {

	}

	interface Plain {

		void say(String text);

	}

	interface Messages {

		void login(Login login);

	}

	record Login(String name, @Sensitive String password) {

	}

	record Card(Holder holder, Map<String, Holder> byBank, @Sensitive String iban) {

	}

	record Holder(@Sensitive String pin, @Sensitive String type, Card[] others) {

	}

	static final class Account {

		private String accountNumber;

		@Sensitive
		public String getAccountNumber() {
			return this.accountNumber;
		}

		public void setAccountNumber(String accountNumber) {
			this.accountNumber = accountNumber;
		}

	}

	record Renamed(@Sensitive @JsonProperty("secretCode") @JsonAlias("oldCode") String code,
			@JsonUnwrapped(prefix = "w-") Wrapped wrapped) {

	}

	record Wrapped(String first, @Sensitive String second) {

	}

	record Once(@JsonProperty(access = JsonProperty.Access.WRITE_ONLY) @Sensitive String readOnce) {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME)
	sealed interface Method permits Cash, CardPayment {

	}

	record Cash() implements Method {

	}

	record CardPayment(@Sensitive String cvc) implements Method {

	}

	@ErrorType(value = "LOCKED", status = 423)
	static final class LockedException extends SocketException {

		LockedException(Details details) {
			super(details);
		}

		record Details(@Sensitive String unlockKey) {

		}

	}

}
