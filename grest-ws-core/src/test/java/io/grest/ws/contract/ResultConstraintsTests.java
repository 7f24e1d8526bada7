package io.grest.ws.contract;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

import io.grest.ws.contract.MethodValidator.ResultValidation;
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
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link MethodValidator} on constraints within the {@code Mono} of a method,
 * and on those that nobody can validate.
 */
class ResultConstraintsTests {

	private static final ValidatorFactory FACTORY = Validation.byProvider(HibernateValidator.class)
		.configure()
		.defaultLocale(Locale.ENGLISH)
		.locales(Locale.ENGLISH)
		.buildValidatorFactory();

	private static final Issue BLANK = new Issue("", "invalid.notBlank", "must not be blank");

	private final MethodValidator validator = MethodValidator.of(FACTORY);

	@AfterAll
	static void close() {
		FACTORY.close();
	}

	@Test
	void validatesAResultThatIsValid() {
		assertThat(issues("valid", new Item(""))).containsExactly(at("name", BLANK));
		assertThat(issues("valid", new Item("a"))).isEmpty();
		assertThat(issues("valid", null)).isEmpty();
	}

	@Test
	void validatesTheElementsOfAResult() {
		assertThat(issues("elements", Arrays.asList("a", null)))
			.containsExactly(new Issue("1", "invalid.notNull", "must not be null"));
		assertThat(issues("validElements", List.of(new Item("a"), new Item("")))).containsExactly(at("1.name", BLANK));
		assertThat(issues("map", Map.of("home", ""))).containsExactly(at("home", BLANK));
	}

	@Test
	void validatesAResultByItsOwnConstraints() {
		assertThat(issues("text", "")).containsExactly(BLANK);
		assertThat(issues("text", "a")).isEmpty();
		assertThat(issues("sized", List.of(new Item(""), new Item("a")))).containsExactlyInAnyOrder(
				new Issue("", "invalid.size", "size must be between 0 and 1", Map.of("max", 1, "min", 0)),
				at("0.name", BLANK));
	}

	@Test
	void anEmptyResultBreaksAConstraintThatWantsOne() {
		assertThat(issues("text", null)).containsExactly(BLANK);
		assertThat(issues("present", null)).extracting(Issue::code).containsExactly("invalid.notNull");
		assertThat(issues("sized", null)).isEmpty();
	}

	@Test
	void validatesAResultByTheConstraintsOfItsClass() {
		assertThat(issues("plain", new Item(""))).containsExactly(at("name", BLANK));
		assertThat(issues("plainElements", List.of(new Item("")))).containsExactly(at("0.name", BLANK));
	}

	@Test
	void needsNoValidationWithoutConstraints() {
		assertThat(this.validator.forResult(method(Results.class, "unconstrained"))).isNull();
		assertThat(this.validator.forResult(method(Results.class, "message"))).isNull();
	}

	@Test
	void validatesInputsBesideSuchResults() {
		assertThat(this.validator.forInput(method(Results.class, "valid"))).isNotNull();
	}

	@Test
	void takesTheFactoryOfSpring() {
		try (LocalValidatorFactoryBean bean = new LocalValidatorFactoryBean()) {
			bean.afterPropertiesSet();
			ResultValidation validation = new MethodValidator(bean).forResult(method(Results.class, "text"));
			assertThat(validation).isNotNull();
			assertThat(validation.issues("")).hasSize(1);
		}
	}

	@Test
	void namesContractAndMethodIfTheValidatorDoesNotKnowMono() {
		MethodValidator plain = new MethodValidator(FACTORY.getValidator());
		ContractMethod method = method(OneResult.class, "ping");
		assertThatExceptionOfType(InvalidContractException.class).isThrownBy(() -> plain.forResult(method))
			.withMessageContaining("Contract 'Api'")
			.withMessageContaining("(for method OneResult.text)")
			.withMessageContaining("MethodValidator.of(ValidatorFactory)");
	}

	@ParameterizedTest
	@ValueSource(strings = { "box", "boxed", "boxes" })
	void namesContractAndMethodOfConstraintsThatCannotBeValidated(String name) {
		ContractMethod input = method(Boxes.class, name);
		assertThatExceptionOfType(InvalidContractException.class).isThrownBy(() -> this.validator.forInput(input))
			.withMessageContaining("Contract 'Api'")
			.withMessageContaining("Box")
			.withMessageContaining("Boxes." + "box");
	}

	@Test
	void namesTheMethodWhosePayloadCannotBeValidated() {
		ContractMethod method = method(Payloads.class, "open");
		assertThatExceptionOfType(InvalidContractException.class).isThrownBy(() -> this.validator.forInput(method))
			.withMessageContaining("(for method Payloads.open)");
		ContractMethod result = method(Payloads.class, "result");
		assertThatExceptionOfType(InvalidContractException.class).isThrownBy(() -> this.validator.forResult(result))
			.withMessageContaining("(for method Payloads.result)");
	}

	@Test
	void reportsAtMostAHundredIssues() {
		List<Item> items = IntStream.range(0, 10_000).mapToObj((index) -> new Item("")).toList();
		assertThat(this.validator.issues(items)).hasSize(100);
		assertThat(this.validator.issues(Collections.nCopies(20, items))).hasSize(100);
		assertThat(issues("validElements", items)).hasSize(100);
		assertThat(this.validator.issues(Map.of("a", items, "b", items))).hasSize(100);
	}

	private List<Issue> issues(String name, @Nullable Object value) {
		ResultValidation validation = this.validator.forResult(method(Results.class, name));
		assertThat(validation).isNotNull();
		return validation.issues(value);
	}

	private static ContractMethod method(Class<?> type, String name) {
		return SocketContract.define("Api", type, type)
			.path("/ws")
			.build()
			.serverMethods()
			.stream()
			.filter((method) -> method.name().equals(name))
			.findFirst()
			.orElseThrow();
	}

	private static Issue at(String path, Issue issue) {
		return new Issue(path, issue.code(), issue.message(), issue.params());
	}

	interface Results {

		Mono<@Valid Item> valid(@NotBlank String input);

		Mono<List<@NotNull String>> elements();

		Mono<List<@Valid Item>> validElements();

		Mono<Map<String, @NotBlank String>> map();

		Mono<@NotBlank String> text();

		Mono<@NotNull Item> present();

		Mono<@Size(max = 1) List<Item>> sized();

		Mono<Item> plain();

		Mono<List<Item>> plainElements();

		Mono<Integer> unconstrained();

		void message(Item item);

	}

	interface OneResult {

		Mono<@NotBlank String> text();

		Mono<String> ping();

	}

	interface Boxes {

		void box(Box<@NotBlank String> box);

		void boxed(Box<@Valid Item> box);

		void boxes(String name);

	}

	interface Payloads {

		void open(OpenBox box);

		Mono<FinalBox> result();

	}

	static class OpenBox {

		@Nullable Box<@NotBlank String> box;

	}

	record FinalBox(Box<@NotBlank String> box) {

	}

	record Box<T>(T content) {

	}

	record Item(@NotBlank String name) {

	}

}
