package io.grest.ws.contract;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.grest.ws.contract.MethodValidator.InputValidation;
import io.grest.ws.error.ValidationException;
import io.grest.ws.error.ValidationException.Issue;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import jakarta.validation.Valid;
import jakarta.validation.Validation;
import jakarta.validation.ValidatorFactory;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.hibernate.validator.HibernateValidator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link MethodValidator}.
 */
class MethodValidatorTests {

	private static final ValidatorFactory FACTORY = Validation.byProvider(HibernateValidator.class)
		.configure()
		.defaultLocale(Locale.ENGLISH)
		.locales(Locale.ENGLISH)
		.buildValidatorFactory();

	private static final Issue BLANK = new Issue("", "invalid.notBlank", "must not be blank");

	private final MethodValidator validator = new MethodValidator(FACTORY.getValidator());

	@AfterAll
	static void close() {
		FACTORY.close();
	}

	// Paths

	@Test
	void aFieldIsNamedByItsPath() {
		assertThat(this.validator.issues(new Address("Main Street", ""))).containsExactly(at("zip", BLANK));
	}

	@Test
	void aNestedFieldIsNamedByADottedPath() {
		assertThat(this.validator.issues(new Order(new User(new Address("Main Street", "")), List.of())))
			.containsExactly(at("user.address.zip", BLANK));
	}

	@Test
	void anElementOfAListIsNamedByItsIndex() {
		assertThat(this.validator
			.issues(new Order(new User(new Address("a", "b")), List.of(new Item("a"), new Item(""), new Item("")))))
			.containsExactlyInAnyOrder(at("items.1.name", BLANK), at("items.2.name", BLANK));
	}

	@Test
	void aValueOfAMapIsNamedByItsKey() {
		assertThat(this.validator.issues(new Maps(Map.of("home", new Item("")), Map.of())))
			.containsExactly(at("byName.home.name", BLANK));
	}

	@Test
	void anElementWithAConstraintOfItsOwnIsNamedByItsIndex() {
		assertThat(this.validator.issues(new Tags(List.of("a", "")))).containsExactly(at("tags.1", BLANK));
	}

	@Test
	void aKeyAndAValueWithAConstraintOfTheirOwnAreNamedByTheKey() {
		assertThat(this.validator.issues(new Maps(Map.of(), Map.of("long key", ""))))
			.containsExactlyInAnyOrder(at("labels.long key", BLANK), new Issue("labels.long key", "invalid.size",
					"size must be between 0 and 3", Map.of("max", 3, "min", 0)));
	}

	@Test
	void aListWithinAListIsNamedByBothIndexes() {
		assertThat(this.validator.issues(new Table(List.of(List.of("a"), List.of("b", "")))))
			.containsExactly(at("rows.1.1", BLANK));
	}

	@Test
	void anInputAsAWholeIsNamedByAnEmptyPath() {
		assertThat(this.validator.issues(new Range(2, 1)))
			.containsExactly(new Issue("", "invalid.ordered", "must be ordered"));
	}

	@Test
	void aNestedObjectAsAWholeIsNamedByThePathToIt() {
		assertThat(this.validator.issues(new Ranges(List.of(new Range(1, 2), new Range(2, 1)))))
			.containsExactly(new Issue("ranges.1", "invalid.ordered", "must be ordered"));
	}

	// Codes and parameters

	@Test
	void theParametersAreThePlainAttributesOfTheRule() {
		assertThat(this.validator.issues(new Rules("abcd", "x", 11))).containsExactlyInAnyOrder(
				new Issue("text", "invalid.size", "size must be between 1 and 3", Map.of("max", 3, "min", 1)),
				new Issue("code", "invalid.pattern", "must match \"[0-9]+\"", Map.of("regexp", "[0-9]+")),
				new Issue("count", "invalid.max", "must be less than or equal to 10", Map.of("value", 10L)));
	}

	@Test
	void theMessageIsThatOfTheConstraint() {
		assertThat(this.validator.issues(new OwnMessage(""))).extracting(Issue::message)
			.containsExactly("say something");
	}

	// Inputs

	@Test
	void anInputThatFitsPasses() {
		assertThatNoException().isThrownBy(() -> validate("order",
				new Order(new User(new Address("Main Street", "12345")), List.of(new Item("a")))));
	}

	@Test
	void theConstraintsOfAPayloadHoldWithoutValid() {
		assertThat(issues("item", new Item(""))).containsExactly(at("name", BLANK));
	}

	@Test
	void theConstraintsOfAPayloadAreNotDoubledByValid() {
		assertThat(issues("validItem", new Item(""))).containsExactly(at("name", BLANK));
	}

	@Test
	void theConstraintsOfTheParameterHold() {
		assertThat(issues("text", "")).containsExactly(BLANK);
	}

	@Test
	void theConstraintsOfTheParameterHoldBesideThoseOfThePayload() {
		assertThat(issues("smallOrders", List.of(new Item(""), new Item("b")))).containsExactlyInAnyOrder(
				new Issue("", "invalid.size", "size must be between 0 and 1", Map.of("max", 1, "min", 0)),
				at("0.name", BLANK));
	}

	@Test
	void theConstraintsOfTheParameterHoldBesideThoseOfAValidPayload() {
		assertThat(issues("smallValidOrders", List.of(new Item(""), new Item("b")))).containsExactlyInAnyOrder(
				new Issue("", "invalid.size", "size must be between 0 and 1", Map.of("max", 1, "min", 0)),
				at("0.name", BLANK));
	}

	@Test
	void theElementsOfAListAreValidatedWithoutValid() {
		assertThat(issues("items", List.of(new Item("a"), new Item("")))).containsExactly(at("1.name", BLANK));
	}

	@Test
	void theElementsOfAListAreNotDoubledByValid() {
		assertThat(issues("validItems", List.of(new Item("a"), new Item("")))).containsExactly(at("1.name", BLANK));
		assertThat(issues("listOfValid", List.of(new Item("a"), new Item("")))).containsExactly(at("1.name", BLANK));
	}

	@Test
	void theElementsOfAListMayHaveConstraintsOfTheirOwn() {
		assertThat(issues("tags", List.of("a", ""))).containsExactly(at("1", BLANK));
	}

	@Test
	void aNullInAListIsLeftToTheConstraintsOfTheElement() {
		assertThat(issues("items", Collections.singletonList(null))).isEmpty();
		assertThat(issues("nonNullItems", Collections.singletonList(null)))
			.containsExactly(new Issue("0", "invalid.notNull", "must not be null"));
	}

	@Test
	void theElementsOfListsWithinAListAreValidated() {
		assertThat(issues("table", List.of(List.of(), List.of(new Item(""))))).containsExactly(at("1.0.name", BLANK));
	}

	@Test
	void theValuesOfAMapAreValidated() {
		assertThat(issues("map", Map.of("home", new Item("")))).containsExactly(at("home.name", BLANK));
	}

	@Test
	void theElementsOfAnArrayAreValidated() {
		assertThat(issues("array", new Item[] { new Item("a"), new Item("") })).containsExactly(at("1.name", BLANK));
	}

	@Test
	void anElementAsAWholeIsNamedByItsIndex() {
		assertThat(issues("ranges", List.of(new Range(2, 1))))
			.containsExactly(new Issue("0", "invalid.ordered", "must be ordered"));
	}

	@Test
	void everyFaultIsNamed() {
		assertThat(issues("order", new Order(new User(new Address("", "")), List.of(new Item("")))))
			.extracting(Issue::path)
			.containsExactlyInAnyOrder("user.address.street", "user.address.zip", "items.0.name");
	}

	@Test
	void theConstraintsOfASubclassHold() {
		assertThat(issues("shape", new Circle(""))).containsExactly(at("name", BLANK));
	}

	// What need not be validated

	@ParameterizedTest
	@ValueSource(classes = { Unconstrained.class, String.class, Long.class, Color.class, int.class })
	void aTypeThatNothingConstrainsNeedsNoValidation(Class<?> type) {
		assertThat(this.validator.constrains(type)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(classes = { Item.class, Order.class, Tags.class, LooseTags.class, Ranges.class, Range.class,
			Shape.class, Object.class, Item[].class })
	void aTypeThatSomethingMayConstrainNeedsValidation(Class<?> type) {
		assertThat(this.validator.constrains(type)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "nothing", "unconstrained", "plainText" })
	void anInputThatNothingConstrainsNeedsNoValidation(String method) {
		assertThat(this.validator.forInput(method(method))).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "item", "text", "tags", "items", "shape", "validUnconstrained" })
	void anInputThatSomethingMayConstrainNeedsValidation(String method) {
		assertThat(this.validator.forInput(method(method))).isNotNull();
	}

	// Results

	@Test
	void aResultThatIsAListIsValidated() {
		assertThat(this.validator.issues(List.of(new Item("a"), new Item("")))).containsExactly(at("1.name", BLANK));
	}

	@Test
	void aResultThatIsAMapIsValidated() {
		Map<String, Item> result = new LinkedHashMap<>();
		result.put("home", new Item(""));
		result.put("none", null);
		assertThat(this.validator.issues(result)).containsExactly(at("home.name", BLANK));
	}

	@Test
	void aPlainResultFits() {
		assertThat(this.validator.issues("")).isEmpty();
		assertThat(this.validator.issues(5)).isEmpty();
		assertThat(this.validator.issues(Set.of("a"))).isEmpty();
		assertThat(this.validator.issues(new int[] { 1 })).isEmpty();
	}

	private static Issue at(String path, Issue issue) {
		return new Issue(path, issue.code(), issue.message(), issue.params());
	}

	private List<Issue> issues(String method, Object input) {
		try {
			validate(method, input);
			return List.of();
		}
		catch (ValidationException ex) {
			return ex.issues();
		}
	}

	private void validate(String method, Object input) {
		InputValidation validation = this.validator.forInput(method(method));
		if (validation != null) {
			validation.validate(new Implementation(), input);
		}
	}

	private static ContractMethod method(String name) {
		return SocketContract.define("Api", Inputs.class, Inputs.class)
			.path("/ws")
			.build()
			.serverMethods()
			.stream()
			.filter((method) -> method.name().equals(name))
			.findFirst()
			.orElseThrow();
	}

	interface Inputs {

		void nothing();

		void unconstrained(Unconstrained input);

		void validUnconstrained(@Valid Unconstrained input);

		void plainText(String input);

		void order(Order order);

		void item(Item item);

		void validItem(@Valid @NotNull Item item);

		void text(@NotBlank String text);

		void smallOrders(@Size(max = 1) List<Item> items);

		void smallValidOrders(@Size(max = 1) List<@Valid Item> items);

		void items(List<Item> items);

		void validItems(@Valid List<Item> items);

		void listOfValid(List<@Valid Item> items);

		void nonNullItems(List<@NotNull Item> items);

		void tags(List<@NotBlank String> tags);

		Mono<String> table(List<List<Item>> rows);

		void map(Map<String, Item> items);

		void array(Item[] items);

		void ranges(List<Range> ranges);

		void shape(Shape shape);

	}

	static final class Implementation implements Inputs {

		@Override
		public void nothing() {
		}

		@Override
		public void unconstrained(Unconstrained input) {
		}

		@Override
		public void validUnconstrained(Unconstrained input) {
		}

		@Override
		public void plainText(String input) {
		}

		@Override
		public void order(Order order) {
		}

		@Override
		public void item(Item item) {
		}

		@Override
		public void validItem(Item item) {
		}

		@Override
		public void text(String text) {
		}

		@Override
		public void smallOrders(List<Item> items) {
		}

		@Override
		public void smallValidOrders(List<Item> items) {
		}

		@Override
		public void items(List<Item> items) {
		}

		@Override
		public void validItems(List<Item> items) {
		}

		@Override
		public void listOfValid(List<Item> items) {
		}

		@Override
		public void nonNullItems(List<Item> items) {
		}

		@Override
		public void tags(List<String> tags) {
		}

		@Override
		public Mono<String> table(List<List<Item>> rows) {
			return Mono.empty();
		}

		@Override
		public void map(Map<String, Item> items) {
		}

		@Override
		public void array(Item[] items) {
		}

		@Override
		public void ranges(List<Range> ranges) {
		}

		@Override
		public void shape(Shape shape) {
		}

	}

	record Order(@Valid User user, List<@Valid Item> items) {

	}

	record User(@Valid Address address) {

	}

	record Address(@NotBlank String street, @NotBlank String zip) {

	}

	record Item(@NotBlank String name) {

	}

	record Tags(@NotEmpty List<@NotBlank String> tags) {

	}

	record LooseTags(List<@NotBlank String> tags) {

	}

	record Maps(Map<String, @Valid Item> byName, Map<@Size(max = 3) String, @NotBlank String> labels) {

	}

	record Table(List<List<@NotBlank String>> rows) {

	}

	record Rules(@Size(min = 1, max = 3) String text, @Pattern(regexp = "[0-9]+") String code, @Max(10) int count) {

	}

	record OwnMessage(@NotBlank(message = "say something") String text) {

	}

	record Unconstrained(String text, int count) {

	}

	enum Color {

		RED

	}

	static class Shape {

	}

	static class Circle extends Shape {

		@NotBlank
		private final String name;

		Circle(String name) {
			this.name = name;
		}

	}

	@Ordered
	record Range(int from, int to) {

	}

	record Ranges(List<@Valid Range> ranges) {

	}

	@Target(ElementType.TYPE)
	@Retention(RetentionPolicy.RUNTIME)
	@Constraint(validatedBy = OrderedValidator.class)
	@interface Ordered {

		String message() default "must be ordered";

		Class<?>[] groups() default {};

		Class<? extends Payload>[] payload() default {};

	}

	public static class OrderedValidator implements ConstraintValidator<Ordered, Range> {

		@Override
		public boolean isValid(Range range, ConstraintValidatorContext context) {
			return range.from() <= range.to();
		}

	}

}
