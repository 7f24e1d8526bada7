package io.grest.ws.internal.generate.model;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Form of a Java type in JSON, as Jackson writes or reads it. TypeScript clients and
 * schemas are written from this model.
 *
 * @since 0.1.0
 */
public sealed interface JsonType
		permits JsonType.Scalar, Literal, JsonType.Anything, JsonType.Undescribed, JsonType.Items, JsonType.Tuple,
		JsonType.Dictionary, JsonType.Choice, JsonType.Combined, JsonType.Fields, JsonType.Named {

	/**
	 * Any string.
	 */
	JsonType STRING = Scalar.of(Kind.STRING, null);

	/**
	 * Any number.
	 */
	JsonType NUMBER = Scalar.of(Kind.NUMBER, null);

	/**
	 * Any whole number.
	 */
	JsonType INTEGER = Scalar.of(Kind.INTEGER, null);

	/**
	 * The value {@code null}.
	 */
	JsonType NULL = Scalar.of(Kind.NULL, null);

	/**
	 * Any JSON.
	 */
	JsonType ANY = new Anything();

	/**
	 * Return a union of this type and {@code null}.
	 * @return the union
	 */
	default JsonType orNull() {
		return Choice.of(List.of(this, NULL));
	}

	/**
	 * Return whether {@code null} is a value of this type.
	 * @return whether it is, without following references
	 */
	default boolean isNullable() {
		return equals(NULL);
	}

	/**
	 * Return this type with constraints.
	 * @param rules the constraints
	 * @return the type, with those constraints that apply to its kind
	 */
	default JsonType limit(Rules rules) {
		return this;
	}

	/**
	 * Replace the parts of this type.
	 * @param change the function that replaces each part
	 * @return a type with the replaced parts
	 */
	default JsonType map(UnaryOperator<JsonType> change) {
		return this;
	}

	/**
	 * Return the parts of this type.
	 * @return the parts, without following references
	 */
	default Stream<JsonType> parts() {
		return Stream.empty();
	}

	/**
	 * Return the remarks for users that the form does not express.
	 * @return the notes of this type and of its elements
	 */
	default Stream<String> notes() {
		return Stream.empty();
	}

	/**
	 * Value without parts. A declared one, such as an id, is not to be mistaken for
	 * others of its kind.
	 *
	 * @param kind the kind of JSON
	 * @param format the format in JSON Schema, or {@code base64}; {@code null} for none
	 * @param note a remark for users, {@code null} for none
	 * @param rules its constraints
	 */
	record Scalar(Kind kind, @Nullable String format, @Nullable String note, Rules rules) implements JsonType {

		/**
		 * Create a type without constraints.
		 * @param kind the kind of JSON
		 * @param format the format in JSON Schema, {@code null} for none
		 * @return the type
		 */
		public static Scalar of(Kind kind, @Nullable String format) {
			return new Scalar(kind, format, null, Rules.NONE);
		}

		@Override
		public JsonType limit(Rules rules) {
			return new Scalar(this.kind, this.format, this.note, this.rules.and(rules));
		}

		@Override
		public Stream<String> notes() {
			return Stream.ofNullable(this.note);
		}

	}

	/**
	 * Any JSON.
	 */
	record Anything() implements JsonType {

	}

	/**
	 * Type with an unknown form in JSON.
	 *
	 * @param reason the reason, with the place of the type and a remedy
	 */
	record Undescribed(String reason) implements JsonType {

	}

	/**
	 * Array.
	 *
	 * @param item the type of its items
	 * @param rules its constraints
	 */
	record Items(JsonType item, Rules rules) implements JsonType {

		/**
		 * Create an array type without constraints.
		 * @param item the type of its items
		 */
		public Items(JsonType item) {
			this(item, Rules.NONE);
		}

		@Override
		public JsonType limit(Rules rules) {
			return new Items(this.item, this.rules.and(rules));
		}

		@Override
		public JsonType map(UnaryOperator<JsonType> change) {
			return new Items(change.apply(this.item), this.rules);
		}

		@Override
		public Stream<JsonType> parts() {
			return Stream.of(this.item);
		}

		@Override
		public Stream<String> notes() {
			return this.item.notes();
		}

	}

	/**
	 * Array of fixed length.
	 *
	 * @param items the types of its items
	 */
	record Tuple(List<JsonType> items) implements JsonType {

		@Override
		public JsonType map(UnaryOperator<JsonType> change) {
			return new Tuple(this.items.stream().map(change).toList());
		}

		@Override
		public Stream<JsonType> parts() {
			return this.items.stream();
		}

	}

	/**
	 * Object with any field names.
	 *
	 * @param key the type of the names: a string, or the literals that may occur
	 * @param value the type of the values
	 * @param rules its constraints
	 */
	record Dictionary(JsonType key, JsonType value, Rules rules) implements JsonType {

		/**
		 * Create a dictionary type without constraints.
		 * @param key the type of the names
		 * @param value the type of the values
		 */
		public Dictionary(JsonType key, JsonType value) {
			this(key, value, Rules.NONE);
		}

		@Override
		public JsonType limit(Rules rules) {
			return new Dictionary(this.key, this.value, this.rules.and(rules));
		}

		@Override
		public JsonType map(UnaryOperator<JsonType> change) {
			return new Dictionary(change.apply(this.key), change.apply(this.value), this.rules);
		}

		@Override
		public Stream<JsonType> parts() {
			return Stream.of(this.key, this.value);
		}

		@Override
		public Stream<String> notes() {
			return Stream.concat(this.key.notes(), this.value.notes());
		}

	}

	/**
	 * Union of types, or no value at all.
	 *
	 * @param options the types, without duplicates
	 */
	record Choice(List<JsonType> options) implements JsonType {

		/**
		 * Create a union, or return the type itself if there is only one.
		 * @param options the types
		 * @return the union
		 */
		public static JsonType of(List<JsonType> options) {
			Set<JsonType> distinct = options.stream()
				.flatMap((option) -> (option instanceof Choice choice) ? choice.options().stream() : Stream.of(option))
				.collect(Collectors.toCollection(LinkedHashSet::new));
			return (distinct.size() == 1) ? distinct.iterator().next() : new Choice(new ArrayList<>(distinct));
		}

		@Override
		public boolean isNullable() {
			return this.options.stream().anyMatch(JsonType::isNullable);
		}

		@Override
		public JsonType limit(Rules rules) {
			return of(
					this.options.stream().map((option) -> option.equals(NULL) ? option : option.limit(rules)).toList());
		}

		@Override
		public JsonType map(UnaryOperator<JsonType> change) {
			return of(this.options.stream().map(change).toList());
		}

		@Override
		public Stream<JsonType> parts() {
			return this.options.stream();
		}

		@Override
		public Stream<String> notes() {
			return this.options.stream().flatMap(JsonType::notes);
		}

	}

	/**
	 * Intersection of types.
	 *
	 * @param types the types
	 */
	record Combined(List<JsonType> types) implements JsonType {

		@Override
		public JsonType map(UnaryOperator<JsonType> change) {
			return new Combined(this.types.stream().map(change).toList());
		}

		@Override
		public Stream<JsonType> parts() {
			return this.types.stream();
		}

	}

	/**
	 * Object with fields.
	 *
	 * @param fields the fields
	 * @param others the type of fields with other names, {@code null} if there are none
	 */
	record Fields(List<Field> fields, @Nullable JsonType others) implements JsonType {

		/**
		 * Create an object type with these fields only.
		 * @param fields the fields
		 */
		public Fields(List<Field> fields) {
			this(fields, null);
		}

		@Override
		public Stream<JsonType> parts() {
			return Stream.concat(this.fields.stream().map(Field::type), Stream.ofNullable(this.others));
		}

	}

	/**
	 * Reference to a declared type.
	 *
	 * @param key the key of the declaration
	 */
	record Named(Key key) implements JsonType {

	}

}
