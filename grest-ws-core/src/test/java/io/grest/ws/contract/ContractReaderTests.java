package io.grest.ws.contract;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.grest.ws.contract.ContractMethod.Mode;
import io.grest.ws.error.ErrorType;
import io.grest.ws.error.ExistsException;
import io.grest.ws.error.NotFoundException;
import io.grest.ws.error.SocketException;
import io.grest.ws.error.ValidationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.ResponseEntity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/**
 * Tests for {@link ContractReader}.
 */
class ContractReaderTests {

	private static final String RETURN_TYPES = "return a value, Mono<T> or CompletionStage<T> for an answer, Mono<Void>"
			+ " for one without data, Flux<T> for a stream, void for a message";

	private static final String UNBUILDABLE = "cannot be built from its data: make it a static or top-level class that"
			+ " is not abstract, with one constructor that takes the data, or one without parameters if there is none";

	private static final String HERE = ContractReaderTests.class.getName() + "$";

	private static final String ITEM = HERE + "Item";

	// Modes

	@Test
	void aMethodThatReturnsMonoIsRequestResponse() {
		ContractMethod method = read(Modes.class, "request");
		assertThat(method.mode()).isEqualTo(Mode.REQUEST_RESPONSE);
		assertThat(method.resultType()).isEqualTo(String.class);
		assertThat(method.isReactive()).isTrue();
	}

	@Test
	void aMethodThatReturnsVoidIsFireAndForget() {
		ContractMethod method = read(Modes.class, "message");
		assertThat(method.mode()).isEqualTo(Mode.FIRE_AND_FORGET);
		assertThat(method.resultType()).isNull();
		assertThat(method.isReactive()).isFalse();
	}

	@Test
	void aMethodThatReturnsMonoOfVoidIsAnsweredWithoutData() {
		ContractMethod method = read(Modes.class, "done");
		assertThat(method.mode()).isEqualTo(Mode.REQUEST_RESPONSE);
		assertThat(method.resultType()).isNull();
		assertThat(method.isReactive()).isTrue();
	}

	@Test
	void aMethodThatReturnsAStageIsAnswered() {
		assertThat(read(Modes.class, "staged").mode()).isEqualTo(Mode.REQUEST_RESPONSE);
		assertThat(read(Modes.class, "staged").resultType()).isEqualTo(String.class);
		assertThat(read(Modes.class, "doneLater").mode()).isEqualTo(Mode.REQUEST_RESPONSE);
		assertThat(read(Modes.class, "doneLater").resultType()).isNull();
	}

	@Test
	void aMethodThatReturnsAValueIsAnswered() {
		assertThat(read(Modes.class, "value").mode()).isEqualTo(Mode.REQUEST_RESPONSE);
		assertThat(read(Modes.class, "value").resultType()).isEqualTo(String.class);
		assertThat(read(Modes.class, "value").isReactive()).isFalse();
		assertThat(read(Modes.class, "primitive").resultType()).isEqualTo(Integer.class);
		assertThat(read(Modes.class, "acknowledged").mode()).isEqualTo(Mode.REQUEST_RESPONSE);
		assertThat(read(Modes.class, "acknowledged").resultType()).isNull();
	}

	@Test
	void refusesAcknowledgedWhereItSaysNothing() {
		assertThat(faults(WrongAcknowledged.class)).containsExactly(
				"it is annotated with @Acknowledged, which is for void methods: remove the annotation"
						+ " (for method WrongAcknowledged.answer)",
				"it is annotated with both @OneWay and @Acknowledged: remove one of them"
						+ " (for method WrongAcknowledged.both)",
				"it is annotated with @OneWay, which a void method is without it: remove the annotation"
						+ " (for method WrongAcknowledged.both)");
		assertThat(faults(SocketContract.define("Api", AcknowledgedOnly.class, Empty.class)
			.path("/ws")
			.dialect(Dialect.ENVELOPE))).containsExactly(
					"it is annotated with @Acknowledged, but the dialect ENVELOPE has no answers: remove the annotation,"
							+ " or leave the dialect at GREST (for method AcknowledgedOnly.done)");
	}

	@ParameterizedTest
	@ValueSource(strings = { "reactiveMessage", "stagedMessage" })
	void aMethodThatIsOneWayIsFireAndForget(String name) {
		ContractMethod method = read(Modes.class, name);
		assertThat(method.mode()).isEqualTo(Mode.FIRE_AND_FORGET);
		assertThat(method.resultType()).isNull();
		assertThat(method.isReactive()).isTrue();
	}

	@Test
	void refusesOneWayWhereItSaysNothingOrTheOpposite() {
		assertThat(faults(WrongOneWay.class)).containsExactly(
				"it is annotated with @OneWay, but returns an answer: return Mono<Void>, or remove the annotation"
						+ " (for method WrongOneWay.answer)",
				"it is annotated with @OneWay, which a void method is without it: remove the annotation"
						+ " (for method WrongOneWay.message)");
	}

	@Test
	void readsWhetherAMethodIsIdempotent() {
		assertThat(read(Modes.class, "value").isIdempotent()).isFalse();
		assertThat(read(IdempotentOnly.class, "done").isIdempotent()).isTrue();
	}

	@Test
	void refusesIdempotentWhereNothingCanBeMadeAgain() {
		String message = "it is annotated with @Idempotent, but is a message, which nobody knows to be lost: return"
				+ " Mono<Void> without @OneWay or annotate void with @Acknowledged to answer it, or remove the annotation"
				+ " (for method WrongIdempotent.";
		String stream = "it is annotated with @Idempotent, but has a stream, which cannot be sent again: remove the"
				+ " annotation (for method WrongIdempotent.";
		assertThat(faults(WrongIdempotent.class)).containsExactly(stream + "items)", message + "message)",
				message + "oneWay)", stream + "taken)");
		assertThat(faults(SocketContract.define("Api", IdempotentMessage.class, Empty.class)
			.path("/ws")
			.dialect(Dialect.ENVELOPE))).containsExactly(
					"it is annotated with @Idempotent, but the dialect ENVELOPE has no answers: remove the annotation,"
							+ " or leave the dialect at GREST (for method IdempotentMessage.done)");
	}

	@Test
	void readsAfterWhichItemAStreamBegins() {
		assertThat(read(Continued.class, "items").after()).contains("last");
		assertThat(read(Continued.class, "others").after()).isEmpty();
		assertThat(read(Modes.class, "request").after()).isEmpty();
	}

	@Test
	void refusesAfterWhereNoClientHeedsIt() {
		String last = "it takes @After last, but ";
		assertThat(faults(WrongAfter.class)).containsExactly(
				last + "has no items to begin after: return a Flux<Item<T>>, or take a record of its own without the"
						+ " annotation (for method WrongAfter.answer)",
				"it takes @After number, but as int: take a String, as the id of an Item is one (for method"
						+ " WrongAfter.number)",
				last + "has no items to begin after: return a Flux<Item<T>>, or take a record of its own without the"
						+ " annotation (for method WrongAfter.plain)",
				last + "also a stream, which cannot be sent again: take one of them (for method WrongAfter.taken)",
				"it takes @After first, but also @After second: a stream begins after one item (for method"
						+ " WrongAfter.two)");
		assertThat(faults(SocketContract.define("Api", Empty.class, Continued.class).path("/ws"))).containsExactly(
				last + "is called by the server, which does not call a client again: take a record of its own without"
						+ " the annotation (for method Continued.items)");
	}

	@Test
	void refusesAMessageThatDeclaresErrors() {
		String fault = "it declares errors, but is a message, whose errors nobody receives: return Mono<Void> without"
				+ " @OneWay or annotate void with @Acknowledged to answer them, or remove the throws clause (for method MessageWithErrors.";
		assertThat(faults(MessageWithErrors.class)).containsExactly(fault + "oneWay)", fault + "plain)");
		assertThatCode(() -> SocketContract.define("Api", MessageWithErrors.class, Empty.class)
			.path("/ws")
			.dialect(Dialect.ENVELOPE)
			.build()).doesNotThrowAnyException();
	}

	@Test
	void refusesTypesOfOtherLibrariesWhoseValueIsThereLater() {
		assertThat(faults(OtherLibraries.class)).containsExactly(
				"it returns java.util.concurrent.Flow$Publisher<java.lang.String>, which is a stream: return a Flux of"
						+ " its items (for method OtherLibraries.flow)",
				"it returns " + OtherStage.class.getTypeName()
						+ "<java.lang.String>: return a CompletionStage of its value (for method OtherLibraries.stage)",
				"it takes java.util.concurrent.CompletableFuture<java.lang.String>, whose value is there later: a frame"
						+ " carries a value, so declare the type of that (for method OtherLibraries.takes)");
	}

	@Test
	void refusesTypesThatLookLikeAnAnswer() {
		assertThat(faults(LooksLikeAnAnswer.class)).containsExactly(
				"it returns java.util.concurrent.Callable<java.lang.String>, which runs later, on a thread that nobody"
						+ " chooses: return a Mono of its value (for method LooksLikeAnAnswer.callable)",
				"it returns org.springframework.http.ResponseEntity<java.lang.String>, which belongs to HTTP: return a"
						+ " Mono of its body, and declare errors by throws (for method LooksLikeAnAnswer.entity)",
				"it returns java.util.concurrent.Future<java.lang.String>, which can only be waited for: return a"
						+ " CompletionStage of its value (for method LooksLikeAnAnswer.future)",
				"it returns java.util.Iterator<java.lang.String>, which can be read once: return a Mono of a List"
						+ " (for method LooksLikeAnAnswer.iterator)",
				"it returns java.util.Optional<java.lang.String>: return a Mono of its value, which is empty where there"
						+ " is none (for method LooksLikeAnAnswer.optional)",
				"it returns java.util.stream.Stream<java.lang.String>, which can be read once: return a Mono of a List"
						+ " (for method LooksLikeAnAnswer.stream)",
				"it returns java.util.function.Supplier<java.lang.String>, which runs later, on a thread that nobody"
						+ " chooses: return a Mono of its value (for method LooksLikeAnAnswer.supplier)");
	}

	@Test
	void theInputIsThatOfTheOneParameter() {
		assertThat(read(Modes.class, "request").inputType()).isEqualTo(Long.class);
		assertThat(read(Modes.class, "lists").inputType()).isEqualTo(new ParameterizedTypeReference<List<Item>>() {
		}.getType());
	}

	@Test
	void aMethodWithoutParameterHasNoInput() {
		assertThat(read(Modes.class, "reactiveMessage").inputType()).isNull();
	}

	@Test
	void theResultKeepsItsTypeArguments() {
		assertThat(read(Modes.class, "lists").resultType())
			.isEqualTo(new ParameterizedTypeReference<Map<String, Item>>() {
			}.getType());
	}

	// Inheritance

	@Test
	void readsTheMethodsOfInheritedInterfaces() {
		assertThat(methods(Heir.class)).extracting(ContractMethod::path).containsExactly("Api.own", "Api.ping");
	}

	@Test
	void readsAMethodThatTwoInterfacesShareOnce() {
		assertThat(methods(HeirOfTwo.class)).extracting(ContractMethod::path).containsExactly("Api.ping");
	}

	@Test
	void readsAnOverriddenMethodOnceWithTheNarrowerTypes() {
		ContractMethod method = read(Narrowing.class, "any");
		assertThat(method.resultType()).isEqualTo(Item.class);
		assertThat(method.method().getDeclaringClass()).isEqualTo(Narrowing.class);
	}

	@Test
	void readsTypeParametersOfAGenericSuperinterface() {
		assertThat(methods(ItemStore.class)).extracting(ContractMethod::name)
			.containsExactly("all", "array", "byName", "put");
		assertThat(read(ItemStore.class, "put").inputType()).isEqualTo(Item.class);
		assertThat(read(ItemStore.class, "put").resultType()).isEqualTo(Long.class);
	}

	@Test
	void keepsTheTypeArgumentsOfWhatATypeParameterIsBoundTo() {
		ContractMethod method = read(ListStore.class, "put");
		assertThat(method.inputType()).isEqualTo(new ParameterizedTypeReference<List<Item>>() {
		}.getType());
		assertThat(method.resultType().getTypeName()).isEqualTo("java.util.Map<java.lang.String, " + ITEM + ">");
	}

	@Test
	void readsTypeParametersWithinTypeArguments() {
		assertThat(read(ItemStore.class, "all").resultType().getTypeName()).isEqualTo("java.util.List<" + ITEM + ">");
		assertThat(read(ItemStore.class, "byName").resultType().getTypeName())
			.isEqualTo("java.util.Map<java.lang.String, java.util.List<" + ITEM + ">>");
		assertThat(read(ItemStore.class, "array").resultType()).isEqualTo(Item[].class);
	}

	@Test
	void readsAnOverriddenGenericMethodOnce() {
		assertThat(methods(OverridingItemStore.class)).extracting(ContractMethod::name)
			.containsExactly("all", "array", "byName", "put");
		assertThat(read(OverridingItemStore.class, "put").inputType()).isEqualTo(Item.class);
	}

	@Test
	void readsAReturnTypeThatIsATypeParameterItself() {
		ContractMethod method = read(AskingItem.class, "ask");
		assertThat(method.mode()).isEqualTo(Mode.REQUEST_RESPONSE);
		assertThat(method.resultType()).isEqualTo(Item.class);
	}

	@Test
	void defaultStaticAndObjectMethodsAreNoContractMethods() {
		assertThat(methods(WithHelpers.class)).extracting(ContractMethod::name).containsExactly("send");
	}

	@Test
	void aDefaultMethodTakesAnInheritedOneOut() {
		assertThat(methods(Implementing.class)).extracting(ContractMethod::name).containsExactly("own");
	}

	// Errors

	@Test
	void everyMethodDeclaresTheStandardErrors() {
		assertThat(read(Modes.class, "message").errors()).containsOnlyKeys("VALIDATION_ERROR", "SERVER_ERROR",
				"ROUTE_NOT_FOUND", "PAYLOAD_TOO_LARGE", "TOO_MANY_REQUESTS");
	}

	@Test
	void aMethodDeclaresTheErrorsOfItsThrowsClause() {
		Map<String, ContractError> errors = read(Throwing.class, "join").errors();
		assertThat(errors).hasSize(ContractError.STANDARD.size() + 2);
		assertThat(errors.get("NOT_FOUND").exceptionClass()).isEqualTo(NotFoundException.class);
		assertThat(errors.get("ROOM_FULL").exceptionClass()).isEqualTo(RoomFull.class);
	}

	@Test
	void aMethodMayNameAStandardError() {
		assertThat(read(Throwing.class, "validated").errors()).containsOnlyKeys(ContractError.STANDARD.keySet());
	}

	@Test
	void methodsMayDeclareDifferentErrorsOfOneType() {
		assertThat(read(Throwing.class, "join").errors().get("ROOM_FULL").exceptionClass()).isEqualTo(RoomFull.class);
		assertThat(read(Throwing.class, "leave").errors().get("ROOM_FULL").exceptionClass())
			.isEqualTo(OtherRoomFull.class);
	}

	// Faults of methods

	@Test
	void refusesAClass() {
		assertThat(faults(Item.class))
			.containsExactly(HERE + "Item is not an interface: declare the contract's methods in one");
	}

	@Test
	void refusesAnOverloadedMethod() {
		assertThat(faults(Overloaded.class)).containsExactly(
				"it is overloaded: a frame identifies a method by its name alone, so give each a unique name"
						+ " (for method Overloaded.send)");
	}

	@Test
	void refusesAMethodThatOverloadsAnInheritedOne() {
		assertThat(faults(OverloadingHeir.class)).containsExactly(
				"it is overloaded: a frame identifies a method by its name alone, so give each a unique name"
						+ " (for method OverloadingHeir.ping)");
	}

	@Test
	void refusesTwoParameters() {
		assertThat(faults(TwoParameters.class))
			.containsExactly("it has 2 parameters: a frame carries one payload, so combine them in a record"
					+ " (for method TwoParameters.send)");
	}

	@Test
	void refusesOtherReturnTypes() {
		assertThat(faults(WrongReturns.class)).containsExactly(
				"it returns a stream without items: return Mono<Void>, whose end tells as much (for method WrongReturns.flux)",
				"it returns java.lang.Void: " + RETURN_TYPES + " (for method WrongReturns.voidObject)");
	}

	@Test
	void refusesAMonoWithoutTheTypeOfItsValue() {
		assertThat(faults(RawMono.class)).containsExactly(
				"it returns a Mono without the type of its value: " + RETURN_TYPES + " (for method RawMono.request)");
	}

	@Test
	void refusesResultsOfAnyType() {
		assertThat(faults(AnyResults.class)).containsExactly(
				"it answers ? extends java.lang.Number, which may be any type: declare a concrete type"
						+ " (for method AnyResults.bounded)",
				"it answers T, which may be any type: declare a concrete type (for method AnyResults.variable)",
				"it answers ?, which may be any type: declare a concrete type (for method AnyResults.wildcard)");
	}

	@Test
	void refusesInputsOfAnyType() {
		assertThat(faults(AnyInputs.class)).containsExactly(
				"it takes T, which may be any type: declare a concrete type (for method AnyInputs.variable)");
	}

	@Test
	void refusesTheOpenTypeParametersOfAnInterface() {
		assertThat(faults(Store.class)).containsExactly(
				"it answers K, which may be any type: declare a concrete type (for method Store.put)",
				"it takes T, which may be any type: declare a concrete type (for method Store.put)");
	}

	@Test
	void refusesAPrimitiveInput() {
		assertThat(faults(PrimitiveInput.class))
			.containsExactly("it takes the primitive int: use its wrapper class, or preferably a record"
					+ " (for method PrimitiveInput.count)");
	}

	@Test
	void refusesStreamsAsPayload() {
		assertThat(faults(Streams.class)).containsExactly(
				"it takes a stream before its last parameter: take one stream, and take it last"
						+ " (for method Streams.input)",
				"it answers reactor.core.publisher.Flux<java.lang.String>, which is a stream: take a Flux of its items as"
						+ " the last parameter, or return one (for method Streams.result)");
	}

	// Faults of errors

	@Test
	void refusesAnExceptionThatCannotCrossTheWire() {
		assertThat(faults(ThrowingForeign.class)).containsExactly(
				"it throws java.io.IOException, which cannot be sent: extend SocketException and annotate it with"
						+ " @ErrorType (for method ThrowingForeign.send)");
	}

	@Test
	void refusesAnErrorWithoutType() {
		assertThat(faults(ThrowingUntyped.class)).containsExactly("it throws " + HERE
				+ "Untyped, which has no @ErrorType: add @ErrorType(value = \"SOME_TYPE\", status = 409)"
				+ " (for method ThrowingUntyped.send)");
	}

	@Test
	void refusesAnErrorTypeThatIsNoName() {
		assertThat(faults(ThrowingMisnamed.class)).containsExactly("it throws " + HERE
				+ "Misnamed, which has the error type 'room-full': start it with A to Z and go on with letters, digits"
				+ " or _ (for method ThrowingMisnamed.send)");
	}

	@Test
	void refusesAStatusOutOfRange() {
		assertThat(faults(ThrowingBadStatus.class)).containsExactly(
				"it throws " + HERE + "StatusTooHigh, which has the status 600: use one of 100 to 599"
						+ " (for method ThrowingBadStatus.high)",
				"it throws " + HERE + "StatusTooLow, which has the status 99: use one of 100 to 599"
						+ " (for method ThrowingBadStatus.low)");
	}

	@Test
	void refusesErrorsThatCannotBeBuilt() {
		assertThat(faults(ThrowingUnbuildable.class)).containsExactly(
				"it throws " + HERE + "Abstract, which " + UNBUILDABLE + " (for method ThrowingUnbuildable.abstracts)",
				"it throws " + HERE + "Inner, which " + UNBUILDABLE + " (for method ThrowingUnbuildable.inner)",
				"it throws " + HERE + "InnerWithData, which " + UNBUILDABLE
						+ " (for method ThrowingUnbuildable.innerWithData)",
				"it throws " + HERE + "TextOnly, which " + UNBUILDABLE + " (for method ThrowingUnbuildable.textOnly)",
				"it throws " + HERE
						+ "TwoConstructors, which has several constructors with one parameter: keep one that takes the"
						+ " error's data (for method ThrowingUnbuildable.twoConstructors)",
				"it throws " + HERE + "TwoParts, which " + UNBUILDABLE + " (for method ThrowingUnbuildable.twoParts)");
	}

	@Test
	void refusesTwoErrorsOfOneType() {
		assertThat(faults(ThrowingDuplicates.class))
			.containsExactly("it declares the error type 'ROOM_FULL' twice, as " + HERE + "RoomFull and as " + HERE
					+ "OtherRoomFull: change the type of one of them" + " (for method ThrowingDuplicates.join)");
	}

	@Test
	void refusesAnErrorOfAStandardType() {
		assertThat(faults(ThrowingOwnServerError.class)).containsExactly(
				"it declares the error type 'SERVER_ERROR' twice, as io.grest.ws.error.ServerErrorException and as "
						+ HERE
						+ "OwnServerError: change the type of one of them (for method ThrowingOwnServerError.send)");
	}

	// Names, paths, queries

	@ParameterizedTest
	@ValueSource(strings = { "ChatApi", "a", "Chat_2" })
	void takesANameThatStandsInAFramesPath(String name) {
		assertThat(SocketContract.define(name, Empty.class, Empty.class).path("/ws").build().name()).isEqualTo(name);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "2Chat", "_Chat", "Chat.Api", "Chat:Api", "Chat Api", "ChätApi", "ChatApi\n" })
	void refusesANameThatCannotStandInAFramesPath(String name) {
		assertThat(faults(SocketContract.define(name, Empty.class, Empty.class).path("/ws"))).containsExactly(
				"the name '" + name + "' is not valid in a frame's path: start it with a letter, followed by"
						+ " letters, digits or _");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/ws", "/ws/chat/{room}", "/ws/{tenant}/chat/{room_id}", "/ws/v{major}.{minor}",
			"/ws/a-b_c.d~e" })
	void takesAPathOfPlainSegmentsAndVariables(String path) {
		assertThat(SocketContract.define("Api", Empty.class, Empty.class).path(path).build().path()).isEqualTo(path);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "ws", "/ws/", "//ws", "/ws//chat", "/ws/*", "/ws/**", "/ws/{*rest}", "/ws/{room",
			"/ws/room}", "/ws/{}", "/ws/{2room}", "/ws/{room:[a-z]+}", "/ws/{a}{b}", "/ws?lang=en", "/ws#top",
			"/ws/my room" })
	void refusesAPathThatIsNone(String path) {
		assertThat(faults(SocketContract.define("Api", Empty.class, Empty.class).path(path)))
			.containsExactly("the path '" + path + "' is not valid: start it with /, followed by plain segments and"
					+ " variables such as {room}");
	}

	@Test
	void refusesTwoVariablesOfOneName() {
		assertThat(faults(SocketContract.define("Api", Empty.class, Empty.class).path("/ws/{room}/{user}/{room}")))
			.containsExactly("the path '/ws/{room}/{user}/{room}' has two variables with the same name: rename one");
	}

	@Test
	void takesAQueryTypeWithOneWayToBuildIt() {
		assertThat(query(Query.class).build().queryType()).isEqualTo(Query.class);
		assertThat(query(QueryWithTwoConstructors.class).build().queryType()).isEqualTo(QueryWithTwoConstructors.class);
		assertThat(query(QueryClass.class).build().queryType()).isEqualTo(QueryClass.class);
	}

	@ParameterizedTest
	@ValueSource(classes = { Empty.class, AbstractQuery.class, AmbiguousQuery.class, InnerQuery.class, EnumQuery.class,
			int.class, String[].class })
	void refusesAQueryTypeThatCannotBeBound(Class<?> type) {
		assertThat(faults(query(type))).containsExactly("the query type " + type.getName()
				+ " cannot be bound: make it a record with a component for each parameter");
	}

	@Test
	void gathersTheFaultsOfBothInterfaces() {
		assertThat(faults(SocketContract.define("Api", TwoParameters.class, RawMono.class).path("/ws")))
			.containsExactly(
					"it has 2 parameters: a frame carries one payload, so combine them in a record"
							+ " (for method TwoParameters.send)",
					"it returns a Mono without the type of its value: " + RETURN_TYPES
							+ " (for method RawMono.request)");
	}

	private static SocketContract.Builder<Empty, Empty> query(Class<?> type) {
		return SocketContract.define("Api", Empty.class, Empty.class).path("/ws").queryOnConnect(type);
	}

	private static List<ContractMethod> methods(Class<?> type) {
		return SocketContract.define("Api", type, Empty.class).path("/ws").build().serverMethods();
	}

	private static ContractMethod read(Class<?> type, String name) {
		return methods(type).stream().filter((method) -> method.name().equals(name)).findFirst().orElseThrow();
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

	record Item(String name) {

	}

	interface Empty {

	}

	interface Modes {

		Mono<String> request(Long input);

		void message(String input);

		Mono<Void> done();

		String value();

		int primitive();

		@Acknowledged
		void acknowledged();

		CompletionStage<String> staged();

		CompletableFuture<Void> doneLater();

		@OneWay
		Mono<Void> reactiveMessage();

		@OneWay
		CompletionStage<Void> stagedMessage();

		Mono<Map<String, Item>> lists(List<Item> items);

	}

	interface Base {

		void ping();

	}

	interface OtherBase {

		void ping();

	}

	interface Heir extends Base {

		void own();

	}

	interface HeirOfTwo extends Base, OtherBase {

	}

	interface Anything {

		Object any();

	}

	interface Narrowing extends Anything {

		@Override
		Mono<Item> any();

	}

	interface Store<T, K> {

		Mono<K> put(T item);

		default Mono<T> helper() {
			return Mono.empty();
		}

	}

	interface ListingStore<E> extends Store<E, Long> {

		Mono<List<E>> all();

		Mono<Map<String, List<E>>> byName();

		Mono<E[]> array();

	}

	interface ItemStore extends ListingStore<Item> {

	}

	interface ListStore extends Store<List<Item>, Map<String, Item>> {

	}

	interface OverridingItemStore extends ListingStore<Item> {

		@Override
		Mono<Long> put(Item item);

	}

	interface Asking<R> {

		R ask();

	}

	interface AskingItem extends Asking<Mono<Item>> {

	}

	interface WithHelpers {

		void send(String text);

		default void sendAll(List<String> texts) {
			texts.forEach(this::send);
		}

		default void send(String text, String channel) {
			send(channel + text);
		}

		static String help() {
			return "";
		}

		@Override
		String toString();

		@Override
		boolean equals(Object other);

		@Override
		int hashCode();

	}

	interface Implementing extends Base {

		void own();

		@Override
		default void ping() {
		}

	}

	interface Throwing {

		Mono<String> join(String room) throws RoomFull, NotFoundException;

		Mono<String> leave(String room) throws OtherRoomFull, ExistsException;

		Mono<String> validated(String room) throws ValidationException;

	}

	interface Overloaded {

		void send(String text);

		void send(Item item);

	}

	interface OverloadingHeir extends Base {

		void ping(String text);

	}

	interface TwoParameters {

		void send(String text, String channel);

	}

	interface WrongReturns {

		Void voidObject();

		Flux<Void> flux();

	}

	interface WrongOneWay {

		@OneWay
		Mono<String> answer();

		@OneWay
		void message();

	}

	interface IdempotentOnly {

		@Idempotent
		Mono<Void> done();

	}

	interface IdempotentMessage {

		@Idempotent
		void done();

	}

	interface Continued {

		Flux<io.grest.ws.contract.Item<String>> items(Since since);

		Flux<io.grest.ws.contract.Item<String>> others(String topic);

	}

	record Since(String topic, @After String last) {

	}

	interface WrongAfter {

		Mono<String> answer(Since since);

		Flux<io.grest.ws.contract.Item<String>> number(Numbered since);

		Flux<String> plain(Since since);

		Flux<io.grest.ws.contract.Item<String>> taken(Since since, Flux<String> items);

		Flux<io.grest.ws.contract.Item<String>> two(Twice since);

	}

	record Numbered(@After int number) {

	}

	record Twice(@After String first, @After String second) {

	}

	interface WrongIdempotent {

		@Idempotent
		Flux<String> items();

		@Idempotent
		void message();

		@Idempotent
		@OneWay
		Mono<Void> oneWay();

		@Idempotent
		Mono<String> taken(Flux<String> items);

	}

	interface WrongAcknowledged {

		@Acknowledged
		Mono<String> answer();

		@Acknowledged
		@OneWay
		void both();

	}

	interface AcknowledgedOnly {

		@Acknowledged
		void done();

	}

	interface MessageWithErrors {

		void plain() throws NotFoundException;

		@OneWay
		Mono<Void> oneWay() throws NotFoundException;

	}

	interface OtherLibraries {

		Flow.Publisher<String> flow();

		OtherStage<String> stage();

		void takes(CompletableFuture<String> later);

	}

	interface OtherStage<T> extends CompletionStage<T> {

	}

	interface LooksLikeAnAnswer {

		Callable<String> callable();

		ResponseEntity<String> entity();

		Future<String> future();

		Iterator<String> iterator();

		Optional<String> optional();

		Stream<String> stream();

		Supplier<String> supplier();

	}

	@SuppressWarnings("rawtypes")
	interface RawMono {

		Mono request();

	}

	interface AnyResults {

		Mono<?> wildcard();

		Mono<? extends Number> bounded();

		<T> Mono<T> variable();

	}

	interface AnyInputs {

		<T> void variable(T input);

	}

	interface PrimitiveInput {

		void count(int count);

	}

	interface Streams {

		Mono<Void> input(Flux<String> items, Flux<String> others);

		Mono<Flux<String>> result();

	}

	interface ThrowingForeign {

		Mono<Void> send() throws IOException;

	}

	interface ThrowingUntyped {

		Mono<Void> send() throws Untyped;

	}

	interface ThrowingMisnamed {

		Mono<Void> send() throws Misnamed;

	}

	interface ThrowingBadStatus {

		Mono<Void> low() throws StatusTooLow;

		Mono<Void> high() throws StatusTooHigh;

	}

	interface ThrowingUnbuildable {

		Mono<Void> abstracts() throws Abstract;

		Mono<Void> inner() throws Inner;

		Mono<Void> innerWithData() throws InnerWithData;

		Mono<Void> textOnly() throws TextOnly;

		Mono<Void> twoConstructors() throws TwoConstructors;

		Mono<Void> twoParts() throws TwoParts;

	}

	interface ThrowingDuplicates {

		Mono<Void> join() throws RoomFull, OtherRoomFull;

	}

	interface ThrowingOwnServerError {

		Mono<Void> send() throws OwnServerError;

	}

	@ErrorType(value = "ROOM_FULL", status = 409)
	static class RoomFull extends SocketException {

		RoomFull(Item item) {
			super(item);
		}

	}

	@ErrorType(value = "ROOM_FULL", status = 409)
	static class OtherRoomFull extends SocketException {

	}

	@ErrorType(value = "SERVER_ERROR", status = 500)
	static class OwnServerError extends SocketException {

	}

	static class Untyped extends SocketException {

	}

	@ErrorType(value = "room-full", status = 409)
	static class Misnamed extends SocketException {

	}

	@ErrorType(value = "LOW", status = 99)
	static class StatusTooLow extends SocketException {

	}

	@ErrorType(value = "HIGH", status = 600)
	static class StatusTooHigh extends SocketException {

	}

	@ErrorType(value = "ABSTRACT", status = 400)
	abstract static class Abstract extends SocketException {

	}

	@ErrorType(value = "INNER", status = 400)
	class Inner extends SocketException {

	}

	@ErrorType(value = "INNER", status = 400)
	class InnerWithData extends SocketException {

		InnerWithData(Item item) {
			super(item);
		}

	}

	@ErrorType(value = "TEXT_ONLY", status = 400)
	static class TextOnly extends SocketException {

		TextOnly(String displayMessage) {
			super(displayMessage, null);
		}

	}

	@ErrorType(value = "TWO_CONSTRUCTORS", status = 400)
	static class TwoConstructors extends SocketException {

		TwoConstructors(Item item) {
			super(item);
		}

		TwoConstructors(Long id) {
			super(id);
		}

	}

	@ErrorType(value = "TWO_PARTS", status = 400)
	static class TwoParts extends SocketException {

		TwoParts(Item item, Long id) {
			super(Map.of(item, id));
		}

	}

	record Query(String lang) {

	}

	record QueryWithTwoConstructors(String lang) {

		QueryWithTwoConstructors() {
			this("en");
		}

	}

	static class QueryClass {

		QueryClass(String lang) {
		}

	}

	abstract static class AbstractQuery {

	}

	static class AmbiguousQuery {

		AmbiguousQuery() {
		}

		AmbiguousQuery(String lang) {
		}

	}

	class InnerQuery {

	}

	enum EnumQuery {

		EN

	}

}
