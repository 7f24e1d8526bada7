package io.grest.ws.contract;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

import io.grest.ws.contract.ContractMethod.Mode;
import io.grest.ws.contract.MethodValidator.InputValidation;
import io.grest.ws.contract.MethodValidator.ResultValidation;
import io.grest.ws.error.NotFoundException;
import io.grest.ws.error.ValidationException;
import io.grest.ws.error.ValidationException.Issue;
import jakarta.validation.Valid;
import jakarta.validation.Validation;
import jakarta.validation.ValidatorFactory;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.hibernate.validator.HibernateValidator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.ParallelFlux;

import org.springframework.core.ParameterizedTypeReference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ContractReader} and {@link MethodValidator} on methods with streams.
 */
class StreamContractTests {

	private static final String RETURN_TYPES = "return a value, Mono<T> or CompletionStage<T> for an answer, Mono<Void>"
			+ " for one without data, Flux<T> for a stream, void for a message";

	private static final String OTHER_STREAM = ", which is a stream: take a Flux of its items as the last parameter, or"
			+ " return one";

	private static final ValidatorFactory FACTORY = Validation.byProvider(HibernateValidator.class)
		.configure()
		.defaultLocale(Locale.ENGLISH)
		.locales(Locale.ENGLISH)
		.buildValidatorFactory();

	private static final Issue BLANK = new Issue("", "invalid.notBlank", "must not be blank");

	private static final Issue BLANK_NAME = new Issue("name", "invalid.notBlank", "must not be blank");

	private final MethodValidator validator = MethodValidator.of(FACTORY);

	@AfterAll
	static void close() {
		FACTORY.close();
	}

	// Shapes

	@Test
	void readsStreamOfAnswers() {
		ContractMethod method = read(Shapes.class, "watch");
		assertThat(method.mode()).isEqualTo(Mode.STREAM);
		assertThat(method.inputType()).isEqualTo(String.class);
		assertThat(method.inputItemType()).isNull();
		assertThat(method.resultType()).isEqualTo(Item.class);
		assertThat(method.isReactive()).isTrue();
		assertThat(method.isStreaming()).isTrue();
		assertThat(method.isAnswered()).isTrue();
	}

	@Test
	void readsStreamOfInput() {
		ContractMethod method = read(Shapes.class, "upload");
		assertThat(method.mode()).isEqualTo(Mode.REQUEST_RESPONSE);
		assertThat(method.inputType()).isNull();
		assertThat(method.inputItemType()).isEqualTo(Item.class);
		assertThat(method.resultType()).isEqualTo(Long.class);
		assertThat(method.isStreaming()).isTrue();
	}

	@Test
	void readsPayloadBesideStreamOfInput() {
		ContractMethod method = read(Shapes.class, "append");
		assertThat(method.inputType()).isEqualTo(String.class);
		assertThat(method.inputItemType()).isEqualTo(Item.class);
	}

	@Test
	void readsStreamsInBothDirections() {
		ContractMethod method = read(Shapes.class, "talk");
		assertThat(method.mode()).isEqualTo(Mode.STREAM);
		assertThat(method.inputType()).isEqualTo(String.class);
		assertThat(method.inputItemType()).isEqualTo(Item.class);
		assertThat(method.resultType()).isEqualTo(Long.class);
	}

	@ParameterizedTest
	@CsvSource({ "staged, true", "stagedVoid, true", "blocking, false", "primitive, false", "acknowledged, false",
			"done, true" })
	void readsStreamOfInputOfEveryAnsweredMethod(String name, boolean isReactive) {
		ContractMethod method = read(Shapes.class, name);
		assertThat(method.mode()).isEqualTo(Mode.REQUEST_RESPONSE);
		assertThat(method.isReactive()).isEqualTo(isReactive);
		assertThat(method.inputItemType()).isEqualTo(String.class);
		assertThat(method.isStreaming()).isTrue();
	}

	@Test
	void methodsWithoutFluxDoNotStream() {
		assertThat(read(Shapes.class, "plain").isStreaming()).isFalse();
		assertThat(read(Shapes.class, "message").isAnswered()).isFalse();
	}

	@Test
	void readsTypesOfItemsWithTheirArguments() {
		assertThat(read(Shapes.class, "batches").resultType()).isEqualTo(new ParameterizedTypeReference<List<Item>>() {
		}.getType());
		assertThat(read(Shapes.class, "batches").inputItemType())
			.isEqualTo(new ParameterizedTypeReference<Map<String, Item>>() {
			}.getType());
	}

	@Test
	void readsErrorsOfStreams() {
		assertThat(read(Shapes.class, "failing").errors()).containsKey("NOT_FOUND")
			.hasSize(ContractError.STANDARD.size() + 1);
	}

	@Test
	void readsItemsThatAreTypeParameters() {
		assertThat(read(ItemFeed.class, "feed").resultType()).isEqualTo(Item.class);
		assertThat(read(ItemFeed.class, "feed").inputItemType()).isEqualTo(Item.class);
	}

	@Test
	void readsResultThatIsTypeParameterAsStream() {
		ContractMethod method = read(AskingItems.class, "ask");
		assertThat(method.mode()).isEqualTo(Mode.STREAM);
		assertThat(method.returnType()).isEqualTo(Flux.class);
		assertThat(method.resultType()).isEqualTo(Item.class);
	}

	@Test
	void readsStreamsOfTheClient() {
		SocketContract<Empty, Shapes> contract = SocketContract.define("Api", Empty.class, Shapes.class)
			.path("/ws")
			.build();
		assertThat(contract.clientMethods()).filteredOn(ContractMethod::isStreaming).hasSize(12);
	}

	// Faults

	@Test
	void refusesStreamsWithoutTypeOfItems() {
		assertThat(faults(Raw.class)).containsExactly(
				"it returns a Flux without the type of its value: " + RETURN_TYPES + " (for method Raw.answers)",
				"it takes a stream without the type of its items: take a Flux<T> (for method Raw.takes)");
	}

	@Test
	void refusesStreamsWithoutItems() {
		assertThat(faults(WithoutItems.class)).containsExactly(
				"it returns a stream without items: return Mono<Void>, whose end tells as much"
						+ " (for method WithoutItems.answers)",
				"it takes a stream without the type of its items: take a Flux<T> (for method WithoutItems.takes)");
	}

	@Test
	void refusesTwoStreamsOfInput() {
		assertThat(faults(TwoStreams.class))
			.containsExactly("it takes a stream before its last parameter: take one stream, and take it last"
					+ " (for method TwoStreams.send)");
	}

	@Test
	void refusesStreamBeforeLastParameter() {
		assertThat(faults(StreamFirst.class))
			.containsExactly("it takes a stream before its last parameter: take one stream, and take it last"
					+ " (for method StreamFirst.send)");
	}

	@Test
	void refusesTwoPayloadsBesideStream() {
		assertThat(faults(TwoPayloads.class))
			.containsExactly("it has 2 parameters beside the stream: a frame carries one payload, so combine them in a"
					+ " record (for method TwoPayloads.send)");
	}

	@Test
	void refusesMessagesThatTakeStream() {
		String fault = "it takes a stream, but is a message, which cannot be cancelled: return Mono<Void> without"
				+ " @OneWay, or annotate void with @Acknowledged (for method Messages.";
		assertThat(faults(Messages.class)).containsExactly(fault + "oneWay)", fault + "plain)");
	}

	@Test
	void refusesAnnotationsOfMessagesOnStreams() {
		assertThat(faults(Annotated.class)).containsExactly(
				"it is annotated with @Acknowledged, which is for void methods: remove the annotation"
						+ " (for method Annotated.acknowledged)",
				"it is annotated with @OneWay, but returns a stream: remove the annotation (for method Annotated.oneWay)");
	}

	@Test
	void refusesStreamsOfEnvelopeDialect() {
		assertThat(faults(
				SocketContract.define("Api", Enveloped.class, Empty.class).path("/ws").dialect(Dialect.ENVELOPE)))
			.containsExactly(
					"it returns an answer, but the dialect ENVELOPE has no answers: return void or Mono<Void>, or leave"
							+ " the dialect at GREST (for method Enveloped.answers)",
					"it takes a stream, but the dialect ENVELOPE has none: send the items as messages, or leave the"
							+ " dialect at GREST (for method Enveloped.takes)");
	}

	@Test
	void refusesOtherStreamsAsResult() {
		assertThat(faults(OtherResults.class)).containsExactly(
				"it returns java.util.concurrent.Flow$Publisher<java.lang.String>, which is a stream: return a Flux of"
						+ " its items (for method OtherResults.flow)",
				"it returns reactor.core.publisher.ParallelFlux<java.lang.String>, which is a stream: return a Flux of"
						+ " its items (for method OtherResults.parallel)",
				"it returns org.reactivestreams.Publisher<java.lang.String>, which is a stream: return a Flux of its"
						+ " items (for method OtherResults.publisher)",
				"it answers reactor.core.publisher.Flux<java.lang.String>" + OTHER_STREAM
						+ " (for method OtherResults.within)");
	}

	@Test
	void refusesOtherStreamsAsInput() {
		assertThat(faults(OtherInputs.class)).containsExactly(
				"it takes java.util.concurrent.Flow$Publisher<java.lang.String>" + OTHER_STREAM
						+ " (for method OtherInputs.flow)",
				"it takes a stream of reactor.core.publisher.Mono<java.lang.String>, whose value is there later: a frame"
						+ " carries a value, so declare the type of that (for method OtherInputs.monos)",
				"it takes org.reactivestreams.Publisher<java.lang.String>" + OTHER_STREAM
						+ " (for method OtherInputs.publisher)",
				"it takes a stream of reactor.core.publisher.Flux<java.lang.String>" + OTHER_STREAM
						+ " (for method OtherInputs.streams)");
	}

	@Test
	void refusesItemsOfAnyType() {
		assertThat(faults(AnyItems.class)).containsExactly(
				"it answers ?, which may be any type: declare a concrete type (for method AnyItems.answers)",
				"it takes a stream of ? extends java.lang.Number, which may be any type: declare a concrete type"
						+ " (for method AnyItems.bounded)",
				"it takes a stream of ?, which may be any type: declare a concrete type (for method AnyItems.takes)",
				"it answers T, which may be any type: declare a concrete type (for method AnyItems.variable)",
				"it takes a stream of T, which may be any type: declare a concrete type (for method AnyItems.variable)");
	}

	@Test
	void refusesStreamBoundToTypeParameterOfInput() {
		assertThat(faults(TakingItems.class)).containsExactly(
				"it takes reactor.core.publisher.Flux<" + Item.class.getName() + ">, which stands for a type parameter:"
						+ " declare the method with the Flux itself (for method TakingItems.take)");
	}

	// Constraints

	@ParameterizedTest
	@ValueSource(strings = { "texts", "textsBeside" })
	void validatesItemsByConstraintsWithinStream(String name) {
		assertThat(inputIssues(name, "")).containsExactly(BLANK);
		assertThat(inputIssues(name, "a")).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "items", "itemsBeside", "validItems" })
	void validatesItemsByConstraintsOfTheirClass(String name) {
		assertThat(inputIssues(name, new Item(""))).containsExactly(BLANK_NAME);
		assertThat(inputIssues(name, new Item("a"))).isEmpty();
	}

	@Test
	void validatesItemsOfValidStreams() {
		ContractMethod method = read(ValidStreams.class, "both");
		InputValidation input = this.validator.forInputItems(method);
		ValidStreams handler = (items) -> items;
		assertThatExceptionOfType(ValidationException.class).isThrownBy(() -> input.validate(handler, new Item("")))
			.satisfies((ex) -> assertThat(ex.issues()).containsExactly(BLANK_NAME));
		assertThat(this.validator.forResult(method).issues(new Item(""))).containsExactly(BLANK_NAME);
	}

	@Test
	void validatesItemsByConstraintsWithinThem() {
		assertThat(inputIssues("lists", Arrays.asList("a", "")))
			.containsExactly(new Issue("1", "invalid.notBlank", "must not be blank"));
	}

	@Test
	void validatesPayloadBesideStreamAlone() {
		ContractMethod method = read(Constraints.class, "textsBeside");
		InputValidation validation = this.validator.forInput(method);
		assertThat(validation).isNotNull();
		assertThat(issues(validation, "much too long"))
			.containsExactly(new Issue("", "invalid.size", "size must be between 0 and 3", Map.of("max", 3, "min", 0)));
		assertThat(issues(validation, "abc")).isEmpty();
	}

	@Test
	void validatesItemsWithoutPayloadBesideThem() {
		assertThat(inputIssues("textsBeside", "a")).isEmpty();
		assertThat(inputIssues("presentBeside", "a")).isEmpty();
	}

	@Test
	void validatesAnsweredItemsByConstraintsWithinStream() {
		assertThat(resultIssues("answersTexts", "")).containsExactly(BLANK);
		assertThat(resultIssues("answersTexts", "a")).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "answersItems", "answersValidItems", "answersItemsToStream" })
	void validatesAnsweredItemsByConstraintsOfTheirClass(String name) {
		assertThat(resultIssues(name, new Item(""))).containsExactly(BLANK_NAME);
		assertThat(resultIssues(name, new Item("a"))).isEmpty();
	}

	@Test
	void needsNoValidationWithoutConstraints() {
		ContractMethod method = read(Constraints.class, "free");
		assertThat(this.validator.forInput(method)).isNull();
		assertThat(this.validator.forInputItems(method)).isNull();
		assertThat(this.validator.forResult(method)).isNull();
		assertThat(this.validator.forInputItems(read(Constraints.class, "answersTexts"))).isNull();
	}

	@Test
	void namesMethodIfValidatorDoesNotKnowFlux() {
		MethodValidator plain = new MethodValidator(FACTORY.getValidator());
		ContractMethod method = read(OneStream.class, "texts");
		assertThatExceptionOfType(InvalidContractException.class).isThrownBy(() -> plain.forInputItems(method))
			.withMessageContaining("(for method OneStream.texts)")
			.withMessageContaining("MethodValidator.of(ValidatorFactory), which supports Mono and Flux");
	}

	private List<Issue> inputIssues(String name, Object item) {
		InputValidation validation = this.validator.forInputItems(read(Constraints.class, name));
		assertThat(validation).isNotNull();
		return issues(validation, item);
	}

	private static List<Issue> issues(InputValidation validation, Object value) {
		try {
			validation.validate(new Constrained(), value);
			return List.of();
		}
		catch (ValidationException ex) {
			return ex.issues();
		}
	}

	private List<Issue> resultIssues(String name, @Nullable Object item) {
		ResultValidation validation = this.validator.forResult(read(Constraints.class, name));
		assertThat(validation).isNotNull();
		return validation.issues(item);
	}

	private static ContractMethod read(Class<?> type, String name) {
		return SocketContract.define("Api", type, Empty.class)
			.path("/ws")
			.build()
			.serverMethods()
			.stream()
			.filter((method) -> method.name().equals(name))
			.findFirst()
			.orElseThrow();
	}

	private static List<String> faults(Class<?> type) {
		return faults(SocketContract.define("Api", type, Empty.class).path("/ws"));
	}

	private static List<String> faults(SocketContract.Builder<?, ?> builder) {
		try {
			builder.build();
			return List.of();
		}
		catch (InvalidContractException ex) {
			return ex.faults();
		}
	}

	record Item(@NotBlank String name) {

	}

	interface Empty {

	}

	interface Shapes {

		Flux<Item> watch(String symbol);

		Mono<Long> upload(Flux<Item> items);

		Mono<Long> append(String file, Flux<Item> items);

		Flux<Long> talk(String topic, Flux<Item> items);

		CompletionStage<Long> staged(Flux<String> items);

		CompletionStage<Void> stagedVoid(Flux<String> items);

		Long blocking(Flux<String> items);

		int primitive(Flux<String> items);

		@Acknowledged
		void acknowledged(Flux<String> items);

		Mono<Void> done(String payload, Flux<String> items);

		Flux<List<Item>> batches(Flux<Map<String, Item>> items);

		Flux<String> failing() throws NotFoundException;

		Mono<String> plain();

		void message(String text);

	}

	interface Feed<T> {

		Flux<T> feed(Flux<T> items);

	}

	interface ItemFeed extends Feed<Item> {

	}

	interface Asking<R> {

		R ask();

	}

	interface AskingItems extends Asking<Flux<Item>> {

	}

	interface Taking<I> {

		Mono<Void> take(I input);

	}

	interface TakingItems extends Taking<Flux<Item>> {

	}

	@SuppressWarnings("rawtypes")
	interface Raw {

		Flux answers();

		Mono<Void> takes(Flux items);

	}

	interface WithoutItems {

		Flux<Void> answers();

		Mono<Void> takes(Flux<Void> items);

	}

	interface TwoStreams {

		Mono<Void> send(Flux<String> items, Flux<String> others);

	}

	interface StreamFirst {

		Mono<Void> send(Flux<String> items, String payload);

	}

	interface TwoPayloads {

		Mono<Void> send(String one, String other, Flux<String> items);

	}

	interface Messages {

		void plain(Flux<String> items);

		@OneWay
		Mono<Void> oneWay(Flux<String> items);

	}

	interface Annotated {

		@OneWay
		Flux<String> oneWay();

		@Acknowledged
		Flux<String> acknowledged();

	}

	interface Enveloped {

		Flux<String> answers();

		void takes(Flux<String> items);

	}

	interface OtherResults {

		Flow.Publisher<String> flow();

		ParallelFlux<String> parallel();

		Publisher<String> publisher();

		Mono<Flux<String>> within();

	}

	interface OtherInputs {

		Mono<Void> flow(Flow.Publisher<String> items);

		Mono<Void> publisher(Publisher<String> items);

		Mono<Void> monos(Flux<Mono<String>> items);

		Mono<Void> streams(Flux<Flux<String>> items);

	}

	interface AnyItems {

		Flux<?> answers();

		Mono<Void> takes(Flux<?> items);

		Mono<Void> bounded(Flux<? extends Number> items);

		<T> Flux<T> variable(Flux<T> items);

	}

	interface OneStream {

		Mono<Void> texts(Flux<@NotBlank String> items);

	}

	interface ValidStreams {

		@Valid
		Flux<Item> both(@Valid Flux<Item> items);

	}

	interface Constraints {

		Mono<Void> texts(Flux<@NotBlank String> items);

		Mono<Void> textsBeside(@Size(max = 3) String payload, Flux<@NotBlank String> items);

		Mono<Void> presentBeside(@NotNull String payload, Flux<@NotBlank String> items);

		Mono<Void> items(Flux<Item> items);

		Mono<Void> itemsBeside(@NotNull String payload, Flux<Item> items);

		Mono<Void> validItems(Flux<@Valid Item> items);

		Mono<Void> lists(Flux<List<@NotBlank String>> items);

		Flux<@NotBlank String> answersTexts(String payload);

		Flux<Item> answersItems();

		Flux<@Valid Item> answersValidItems();

		Flux<Item> answersItemsToStream(Flux<Item> items);

		Flux<Integer> free(String payload, Flux<Integer> items);

	}

	/**
	 * Implementation, whose methods are not called.
	 */
	private static final class Constrained implements Constraints {

		@Override
		public Mono<Void> texts(Flux<String> items) {
			return Mono.empty();
		}

		@Override
		public Mono<Void> textsBeside(String payload, Flux<String> items) {
			return Mono.empty();
		}

		@Override
		public Mono<Void> presentBeside(String payload, Flux<String> items) {
			return Mono.empty();
		}

		@Override
		public Mono<Void> items(Flux<Item> items) {
			return Mono.empty();
		}

		@Override
		public Mono<Void> itemsBeside(String payload, Flux<Item> items) {
			return Mono.empty();
		}

		@Override
		public Mono<Void> validItems(Flux<Item> items) {
			return Mono.empty();
		}

		@Override
		public Mono<Void> lists(Flux<List<String>> items) {
			return Mono.empty();
		}

		@Override
		public Flux<String> answersTexts(String payload) {
			return Flux.empty();
		}

		@Override
		public Flux<Item> answersItems() {
			return Flux.empty();
		}

		@Override
		public Flux<Item> answersValidItems() {
			return Flux.empty();
		}

		@Override
		public Flux<Item> answersItemsToStream(Flux<Item> items) {
			return Flux.empty();
		}

		@Override
		public Flux<Integer> free(String payload, Flux<Integer> items) {
			return Flux.empty();
		}

	}

}
